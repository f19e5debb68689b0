#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/descriptor.hpp"

namespace mcp::files {

/// One appended piece of a draft.
struct Piece {
  std::uint64_t seq = 0;  ///< Counted from 1.
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::string sha256;

  std::uint64_t end() const { return offset + length; }
};

/// The list of the pieces that a draft has taken, in a file. A piece counts once its record is
/// complete. Records have one size, so that piece N is found without reading the others. Methods
/// throw FileError. One thread.
class PieceLog {
 public:
  /// `log` is open for reading and writing, `data` holds the bytes. Drops records that a crash left
  /// incomplete, and those whose bytes the data does not have.
  PieceLog(int log, int data);

  std::uint64_t count() const { return count_; }
  std::uint64_t next_seq() const { return count_ + 1; }
  std::uint64_t next_offset() const { return end_; }
  /// `seq` is from 1 to `count()`. Throws E_IO when the record is damaged.
  Piece at(std::uint64_t seq) const;
  /// Adds the piece with `next_seq()` and `next_offset()`. If it fails, nothing was added.
  void add(const Piece& piece, bool sync);

 private:
  std::optional<Piece> read(std::uint64_t seq) const;

  const int log_;
  std::uint64_t count_ = 0;
  std::uint64_t end_ = 0;
};

}  // namespace mcp::files
