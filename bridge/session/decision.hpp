#pragma once

#include <optional>
#include <string>

#include "bridge/store/decisions.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// Which calls a user's decision is about.
enum class Scope {
  once,     ///< This one.
  session,  ///< Those of the tool in this chat.
  tool,     ///< Those of the tool.
  server,   ///< Those of all tools that its server has now.
  never,    ///< Those of the tool, which are refused.
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
  std::string preview_hash = {};  ///< Of the preview that the user saw; empty: none.
  std::string reason = {};
  bool interrupt = false;  ///< The turn ends with this, too.
  bool expired = false;    ///< The client had its time to answer, and has not. Not approved.
  std::string by = {};     ///< Who decided, for the others: an address, or "rest".
};

/// How a tool call ended, as viewers are told.
enum class ToolOutcome { done, failed, denied, expired, cancelled, interrupted };
inline EnumNames<ToolOutcome> enum_names(ToolOutcome) {
  return {{ToolOutcome::done, "done"},           {ToolOutcome::failed, "failed"},
          {ToolOutcome::denied, "denied"},       {ToolOutcome::expired, "expired"},
          {ToolOutcome::cancelled, "cancelled"}, {ToolOutcome::interrupted, "interrupted"}};
}

/// Why a turn ended, as viewers are told.
enum class TurnEnd { ok, error, cancelled, budget };
inline EnumNames<TurnEnd> enum_names(TurnEnd) {
  return {{TurnEnd::ok, "ok"},
          {TurnEnd::error, "error"},
          {TurnEnd::cancelled, "cancelled"},
          {TurnEnd::budget, "budget"}};
}

}  // namespace mcp::bridge
