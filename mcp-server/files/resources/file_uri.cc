#include "resources/file_uri.hpp"

#include <algorithm>

#include "file_error.hpp"
#include "text/ascii.hpp"
#include "text/percent.hpp"

namespace mcp::files {
namespace {

constexpr std::string_view local_scheme = "file://";
// Characters of a path that need no escape. Source: RFC 3986, section 3.3.
constexpr std::string_view path_characters = "/!$&'()*+,;=:@";
constexpr std::size_t max_uri_bytes = 8192;

FileError bad_uri(const std::string& why) {
  return FileError("E_URI", "the URI " + why,
                   "use a URI that begins like one of resources/templates/list");
}

// An encoded slash would be part of a name for one program and separate names for another.
void require_plain_escapes(std::string_view path) {
  const std::string lower = ascii::lower(path);
  if (lower.find("%2f") != std::string::npos) throw bad_uri("contains an encoded slash");
  if (lower.find("%00") != std::string::npos || path.find('\0') != std::string_view::npos) {
    throw bad_uri("contains NUL");
  }
}

}  // namespace

std::string file_uri(const std::filesystem::path& absolute) {
  std::string path;
  for (const auto& name : split_path(absolute.native())) path += '/' + name;
  return std::string(local_scheme) + percent_encoded(path, path_characters);
}

std::string file_uri(const Place& place) {
  const std::string path = place.path.is_root() ? "" : '/' + place.path.text();
  return file_uri(std::filesystem::path(place.root->given_path() + path));
}

std::string path_of_file_uri(std::string_view uri) {
  if (uri.size() > max_uri_bytes) throw bad_uri("is longer than 8192 bytes");
  if (!uri.starts_with(local_scheme)) throw bad_uri("does not begin with file://");
  uri.remove_prefix(local_scheme.size());
  if (!uri.starts_with('/')) throw bad_uri("names a host");
  if (uri.find_first_of("?#") != std::string_view::npos) {
    throw bad_uri("has a query or a fragment");
  }
  require_plain_escapes(uri);
  auto path = strictly_percent_decoded(uri);
  if (!path) throw bad_uri("contains `%` without two hexadecimal digits");
  return *std::move(path);
}

std::string template_value(std::string_view path) {
  std::string value;
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      value += percent_encoded({&c, 1});
    } else {
      value += c;
    }
  }
  return value;
}

}  // namespace mcp::files
