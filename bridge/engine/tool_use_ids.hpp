#pragma once

#include <set>
#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// The tool-use ids of one conversation. Approvals and results are looked up by id, so each must be
/// unique. One thread.
class ToolUseIds {
 public:
  /// Begins with the ids in `messages`, which have the form of a request to the model.
  explicit ToolUseIds(const Json& messages = Json::array());

  /// The id of a new tool use: the model's own, or a generated one when the conversation already
  /// has it or the API would reject it.
  std::string claim(const std::string& id);

 private:
  std::set<std::string> known_;
};

}  // namespace mcp::bridge
