#pragma once

#include <optional>
#include <string>

#include "bridge/store/decisions.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// The calls that a user's decision applies to.
enum class Scope {
  once,     ///< This call.
  session,  ///< All calls of the tool in this chat.
  tool,     ///< All calls of the tool.
  server,   ///< All calls of the tools that its server has now.
  never,    ///< All calls of the tool: deny them.
};
inline EnumNames<Scope> enum_names(Scope) {
  return {{Scope::once, "once"},
          {Scope::session, "session"},
          {Scope::tool, "tool"},
          {Scope::server, "server"},
          {Scope::never, "never"}};
}

/// The user's decision about a tool call.
struct Decision {
  bool approved = false;
  Scope scope = Scope::once;
  std::optional<Json> updated_input = {};
  std::string preview_hash = {};  ///< Of the preview that the user saw; empty: not given.
  std::string reason = {};
  bool interrupt = false;  ///< End the turn, too.
  bool expired = false;    ///< The client did not answer in time; the call is not approved.
  std::string by = {};     ///< Who decided, for other viewers: an address, or "rest".
};

/// How a tool call ended; published to viewers.
enum class ToolOutcome { done, failed, denied, expired, cancelled, interrupted };
inline EnumNames<ToolOutcome> enum_names(ToolOutcome) {
  return {{ToolOutcome::done, "done"},           {ToolOutcome::failed, "failed"},
          {ToolOutcome::denied, "denied"},       {ToolOutcome::expired, "expired"},
          {ToolOutcome::cancelled, "cancelled"}, {ToolOutcome::interrupted, "interrupted"}};
}

/// Why a turn ended; published to viewers.
enum class TurnEnd { ok, error, cancelled, budget };
inline EnumNames<TurnEnd> enum_names(TurnEnd) {
  return {{TurnEnd::ok, "ok"},
          {TurnEnd::error, "error"},
          {TurnEnd::cancelled, "cancelled"},
          {TurnEnd::budget, "budget"}};
}

}  // namespace mcp::bridge
