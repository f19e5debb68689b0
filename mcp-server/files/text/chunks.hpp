#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mcp::files {

/// A part of a file that is written and reported at once.
struct Chunk {
  std::uint64_t seq = 0;  ///< Counts from 0.
  std::uint64_t offset = 0;
  std::string_view bytes;
};

/// Cuts content into chunks: about 200 of them, each between 16 KiB and 1 MiB. Text is cut between
/// characters, and after a line where one ends in the last quarter of a chunk. Empty content has
/// none.
class Chunks {
 public:
  Chunks(std::string_view content, bool is_text);

  std::optional<Chunk> next();

 private:
  std::size_t cut() const;

  std::string_view rest_;
  const bool is_text_;
  const std::size_t size_;
  std::uint64_t seq_ = 0;
  std::uint64_t offset_ = 0;
};

}  // namespace mcp::files
