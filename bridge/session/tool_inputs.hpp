#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "bridge/servers/servers.hpp"
#include "mcp/schema.hpp"

namespace mcp::bridge {

/// Checks what a tool is to be called with, whoever wrote it. Any thread.
class ToolInputs {
 public:
  /// Why the input is none for this tool, as a text from which a model can mend it; nothing when it
  /// is right. Where the schema itself is no schema, any object is: the server will say.
  std::optional<std::string> refuse(const OfferedTool& tool, const Json& input);

 private:
  std::optional<SchemaValidator> validator_of(const OfferedTool& tool);

  std::mutex mutex_;
  std::map<std::string, std::optional<SchemaValidator>> compiled_;  // by schema hash
};

}  // namespace mcp::bridge
