#include "text/chunks.hpp"

#include <algorithm>

#include "text/unicode.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t smallest = std::size_t{16} << 10;
constexpr std::size_t largest = std::size_t{1} << 20;
constexpr std::size_t wanted_chunks = 200;

}  // namespace

Chunks::Chunks(std::string_view content, bool is_text)
    : rest_(content),
      is_text_(is_text),
      size_(std::clamp(content.size() / wanted_chunks, smallest, largest)) {}

std::size_t Chunks::cut() const {
  if (rest_.size() <= size_) return rest_.size();
  if (!is_text_) return size_;
  const auto newline = rest_.rfind('\n', size_ - 1);
  if (newline != std::string_view::npos && newline >= size_ / 4 * 3) return newline + 1;
  return utf8_boundary(rest_, size_);
}

std::optional<Chunk> Chunks::next() {
  if (rest_.empty()) return std::nullopt;
  const Chunk chunk{seq_++, offset_, rest_.substr(0, cut())};
  rest_.remove_prefix(chunk.bytes.size());
  offset_ += chunk.bytes.size();
  return chunk;
}

}  // namespace mcp::files
