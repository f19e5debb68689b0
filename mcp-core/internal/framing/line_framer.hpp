#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <variant>

#include "json/parse.hpp"
#include "mcp/message.hpp"
#include "protocol/id_scanner.hpp"

namespace mcp {

/// A line that was longer than the limit. It was dropped as it came; only its id was kept.
struct OversizedLine {
  std::optional<RequestId> id;             ///< Of a request.
  std::optional<RequestId> answered = {};  ///< Of a response: the id that it responds to.
};

/// Splits a byte stream into lines, one JSON-RPC message each. The reader gets `space`, reads into
/// it, calls `commit` with the number of bytes read, and calls `next` for the lines. Holds at most
/// one line of `max_line_bytes` and one read beyond it. Not thread-safe.
/// Spec: 2026-07-28 basic/transports/stdio.
class LineFramer {
 public:
  explicit LineFramer(std::size_t max_line_bytes);

  /// Where to put the next bytes. Invalidates the last line.
  std::span<char> space();
  /// Adds `count` bytes that were written to `space()`.
  void commit(std::size_t count);

  using Line = std::variant<json::PaddedText, OversizedLine>;
  /// The next complete line without its end (LF or CR LF), valid until `space()`; empty lines are
  /// skipped. Empty when more bytes are needed.
  std::optional<Line> next();

  /// True when bytes of an unfinished line are held.
  bool mid_line() const { return discarding_ || begin_ != end_; }

 private:
  void reserve(std::size_t count);
  void discard_partial_line();
  std::optional<Line> finish_discarded();

  std::size_t max_line_bytes_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;    // start of the first line not yet taken
  std::size_t scanned_ = 0;  // no newline in [begin_, scanned_)
  std::size_t end_ = 0;      // end of the bytes read
  bool discarding_ = false;
  IdScanner scanner_;
};

}  // namespace mcp
