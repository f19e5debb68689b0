#pragma once

#include <set>
#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// The ids of the tool uses of one conversation. Approvals and results are found by them, so that
/// each is used once. One thread.
class ToolUseIds {
 public:
  /// Knows those in `messages`, as a model is sent them.
  explicit ToolUseIds(const Json& messages = Json::array());

  /// The id of a new tool use: the model's own, or one of the bridge's when the conversation has
  /// that one already, or when it is none that the API takes back.
  std::string claim(const std::string& id);

 private:
  std::set<std::string> known_;
};

}  // namespace mcp::bridge
