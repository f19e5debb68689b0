#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "bridge/session/questions.hpp"
#include "bridge/session/services.hpp"
#include "bridge/session/transcript.hpp"
#include "mcp/elicitation.hpp"

namespace mcp::bridge {

/// The user's decision about a tool call.
struct Decision {
  bool approved = false;
  std::string scope = "once";  ///< "once", "session", "tool", "server"; "never" when it is refused.
  std::optional<Json> updated_input = {};
  std::string preview_hash = {};  ///< Of the preview that the user saw; empty: none.
  std::string reason = {};
  bool interrupt = false;  ///< The turn ends with this, too.
  bool expired = false;    ///< The client had its time to answer, and has not. Not approved.
  std::string by = {};     ///< Who decided, for the others: an address, or "rest".
};

/// State that a turn and its tool calls share. Outlives them.
struct TurnContext {
  const Services& services;
  Transcript& transcript;
  Questions<Decision>& approvals;
  Questions<ElicitResult>& elicitations;
  ServerSession& servers;
  /// The process ends: what waits goes on waiting after the next start.
  const std::atomic<bool>& suspended;

  std::string session = {};
  std::string project = {};
  std::string context = {};
  std::string turn = {};
  std::shared_ptr<const ToolSet> tools = {};

  /// Whether the model's API takes the tool, and the profile of this chat's context allows it. The
  /// model is offered no other, and may call no other.
  bool offers(const OfferedTool& tool) const {
    if (!tool.for_model.problem.empty()) return false;
    return !services.profiles || services.profiles->allows(context, tool.server, tool.tool.name);
  }
};

}  // namespace mcp::bridge
