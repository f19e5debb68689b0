#include "echo.hpp"

#include "protocol/chunk_meta.hpp"
#include "text/unicode.hpp"

namespace mcp::files {
namespace {

constexpr std::uint64_t lossless_bytes = std::uint64_t{1} << 20;
constexpr std::size_t preview_bytes = 1024;
constexpr auto least_pause = std::chrono::milliseconds(50);

}  // namespace

EnumNames<EchoMode> enum_names(EchoMode) {
  return {{EchoMode::full, "full"}, {EchoMode::preview, "preview"}, {EchoMode::none, "none"}};
}

Echo::Echo(RequestContext& context, EchoMode mode, std::uint64_t total, bool is_text)
    : context_(context), mode_(mode), total_(total), is_text_(is_text) {}

std::string Echo::message(const Chunk& chunk) const {
  if (mode_ == EchoMode::none) return {};
  if (!is_text_) {
    return "bytes " + std::to_string(chunk.offset) + "-" +
           std::to_string(chunk.offset + chunk.bytes.size()) + " of " + std::to_string(total_);
  }
  const bool whole = mode_ == EchoMode::full && total_ <= lossless_bytes;
  if (whole || chunk.bytes.size() <= preview_bytes) return safe_to_show(chunk.bytes);
  return safe_to_show(chunk.bytes.substr(0, utf8_boundary(chunk.bytes, preview_bytes))) + "...";
}

// The last chunk is always reported, so that progress ends at the total.
bool Echo::due(const Chunk& chunk) {
  const auto now = Clock::now();
  const bool last_chunk = chunk.offset + chunk.bytes.size() == total_;
  if (total_ > lossless_bytes && !last_chunk && last_ && now - *last_ < least_pause) return false;
  last_ = now;
  return true;
}

void Echo::written(const Chunk& chunk) {
  if (!context_.wants_progress() || !due(chunk)) return;
  context_.progress(
      static_cast<double>(chunk.offset + chunk.bytes.size()), static_cast<double>(total_),
      message(chunk),
      {{chunk_key,
        {{"seq", chunk.seq}, {"offset", chunk.offset}, {"length", chunk.bytes.size()}}}});
}

}  // namespace mcp::files
