#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "bridge/servers/servers.hpp"
#include "mcp/schema.hpp"

namespace mcp::bridge {

/// Validates the input of a tool call, whoever wrote it. Any thread.
class ToolInputs {
 public:
  /// Why the input is invalid, as a text that lets a model correct it; nothing when it is valid. If
  /// the schema itself is invalid, any object is accepted, and the server validates it.
  std::optional<std::string> refuse(const OfferedTool& tool, const Json& input);

 private:
  std::optional<SchemaValidator> validator_of(const OfferedTool& tool);

  std::mutex mutex_;
  std::map<std::string, std::optional<SchemaValidator>> compiled_;  // by schema hash
};

}  // namespace mcp::bridge
