#pragma once

#include <map>
#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// Data about the tool calls of a turn beyond their blocks in the history: for those who look
/// at it later than the events came. By tool use, an object with some of "name", "server", "tool",
/// "title", "preview", "decision", "by", "edited_input", "input_truncated", "started_at",
/// "duration_ms", "outcome", and until the turn has ended "text", "structured", "truncated"; all as
/// the events told them, but for previews and inputs that are long.
class CallNotes {
 public:
  /// Bytes of the diff in a preview, and of an input, beyond which they are cut.
  static constexpr std::size_t most_kept = std::size_t{16} << 10;

  /// An event of the log, whatever it is; `at` in milliseconds since 1970.
  void note(const std::string& type, const Json& data, std::int64_t at);
  void clear() { notes_.clear(); }

  /// All of them, as they are now.
  Json all() const;
  /// Those of these `tool_result` blocks, without what the blocks say themselves.
  Json kept(const Json& results) const;

 private:
  std::map<std::string, Json> notes_;
};

}  // namespace mcp::bridge
