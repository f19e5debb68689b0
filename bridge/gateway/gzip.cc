#include "bridge/gateway/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

// Whether the parameters are ";q=0", ";q=0.0" and so on.
bool is_refused(std::string_view parameters) {
  const auto q = parameters.find("q=");
  if (q == parameters.npos) return false;
  const std::string_view weight = ascii::trimmed(parameters.substr(q + 2));
  return weight.find_first_not_of("0.") == weight.npos;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    const auto end = std::min(accept_encoding.find(','), accept_encoding.size());
    const std::string_view each = accept_encoding.substr(0, end);
    const auto semicolon = std::min(each.find(';'), each.size());
    const std::string_view coding = ascii::trimmed(each.substr(0, semicolon));
    if (ascii::same(coding, "gzip") || coding == "*") return !is_refused(each.substr(semicolon));
    accept_encoding.remove_prefix(std::min(end + 1, accept_encoding.size()));
  }
  return false;
}

std::string from_gzip(std::string_view compressed) {
  constexpr int gzip_only = 15 + 16;  // windowBits of inflateInit2: largest window, gzip header
  z_stream stream{};
  if (inflateInit2(&stream, gzip_only) != Z_OK) throw std::runtime_error("out of memory");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  std::string content;
  std::array<char, 16384> part;
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = part.size();
    result = inflate(&stream, Z_NO_FLUSH);
    content.append(part.data(), part.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("a file of the page is damaged");
  return content;
}

}  // namespace mcp::bridge
