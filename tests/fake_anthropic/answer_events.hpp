#pragma once

#include <string>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::test {

/// One event of a stream, before it is encoded.
struct StreamEvent {
  std::string type;
  Json data;
};

/// The values from the request that a scenario's answer uses.
struct AnswerContext {
  std::string message_id;
  std::string model;
  std::string user_text;     ///< Takes the place of ${user}.
  std::string results = {};  ///< Of the tools, as text; takes the place of ${results}.
  std::string tools =
      {};  ///< Names of those in the request, by commas; takes the place of ${tools}.
};

/// The events of the message that `answer` describes: `blocks`, `stop_reason`, `stop_details`,
/// `usage`. Missing ids of tool uses are derived from the message's id.
std::vector<StreamEvent> to_events(const Json& answer, const AnswerContext& context);

}  // namespace mcp::test
