#pragma once

#include <map>
#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// What is known of the tool calls of a turn beyond their blocks in the history: for those who look
/// at it later than the events came. By tool use, an object with some of "name", "server",
/// "decision", "started_at", "duration_ms", "outcome" ("done", "failed", "denied", "expired",
/// "cancelled", "interrupted"), and until the turn has ended "text", "structured", "truncated".
class CallNotes {
 public:
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
