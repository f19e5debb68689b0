#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "bridge/session/decision.hpp"
#include "bridge/session/open_logins.hpp"
#include "bridge/session/questions.hpp"
#include "bridge/session/services.hpp"
#include "bridge/session/transcript.hpp"
#include "mcp/elicitation.hpp"

namespace mcp::bridge {

/// State that a turn and its tool calls share. Must outlive them.
struct TurnContext {
  const Services& services;
  Transcript& transcript;
  Questions<Decision>& approvals;
  Questions<ElicitResult>& elicitations;
  OpenLogins& logins;
  ServerSession& servers;
  /// The process ends: open questions stay open for the next start.
  const std::atomic<bool>& suspended;

  std::string session = {};
  std::string project = {};
  std::string context = {};
  std::string turn = {};
  std::shared_ptr<const ToolSet> tools = {};

  /// Whether the model's API accepts the tool, and the profile of this chat's context allows it.
  /// The model is offered only such tools, and may call only these.
  bool offers(const OfferedTool& tool) const {
    if (!tool.for_model.problem.empty()) return false;
    return !services.profiles || services.profiles->allows(context, tool.server, tool.tool.name);
  }
};

}  // namespace mcp::bridge
