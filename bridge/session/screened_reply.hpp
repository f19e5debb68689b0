#pragma once

#include <string>
#include <vector>

#include "bridge/guard/output_screen.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// The part of a model's message that is kept.
struct ScreenedReply {
  Json content = Json::array();         ///< Its blocks for the history; none when it is blocked.
  bool blocked = false;                 ///< A rule does not let it through: no tool of it may run.
  std::vector<std::string> flags = {};  ///< Names of the rules that matched.
  std::vector<std::string> messages = {};  ///< For the user; those of these rules that have one.
};

/// Text loses its secrets and what rules redact. Thinking stays as it is, because the API takes it
/// back only unchanged, and so do inputs of tools, because what a person approves is what runs:
/// rules can flag and block them, and both are screened when they are shown.
ScreenedReply screened(const OutputScreen& screen, Json content);

}  // namespace mcp::bridge
