#pragma once

#include <string>
#include <vector>

#include "bridge/guard/output_screen.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// A message of the model after screening.
struct ScreenedReply {
  Json content = Json::array();            ///< The blocks for the history; none when it is blocked.
  bool blocked = false;                    ///< A rule blocked it: none of its tool calls may run.
  std::vector<std::string> flags = {};     ///< Names of the rules that matched.
  std::vector<std::string> messages = {};  ///< The messages of these rules for the user, if any.
};

/// Screens a message of the model. Removes secrets, and what rules redact, from text. Thinking is
/// not changed, because the API accepts it only unchanged; tool inputs are not changed, because the
/// approved input must be the one that runs. Rules can flag and block both, and both are screened
/// when they are shown.
ScreenedReply screened(const OutputScreen& screen, Json content);

}  // namespace mcp::bridge
