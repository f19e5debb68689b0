#pragma once

#include <map>
#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// Data about the tool calls of a turn in addition to their blocks in the history, for viewers that
/// did not receive the events. By tool-use id, an object with some of "name", "server", "tool",
/// "title", "preview", "decision", "by", "edited_input", "input_truncated", "started_at",
/// "duration_ms", "outcome", and until the end of the turn "text", "structured", "truncated". The
/// values are those of the events, but long previews and inputs are cut.
class CallNotes {
 public:
  /// Maximum size in bytes of the diff in a preview, and of an input.
  static constexpr std::size_t most_kept = std::size_t{16} << 10;

  /// Records the data of an event; events of other types have no effect. `at` in milliseconds since
  /// 1970.
  void note(const std::string& type, const Json& data, std::int64_t at);
  void clear() { notes_.clear(); }

  /// The notes of all calls.
  Json all() const;
  /// The notes for these `tool_result` blocks, without the data that the blocks contain.
  Json kept(const Json& results) const;

 private:
  std::map<std::string, Json> notes_;
};

}  // namespace mcp::bridge
