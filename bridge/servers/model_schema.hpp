#pragma once

#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// The input schema of a tool in the form that the Messages API accepts. The API would refuse every
/// request that contains an unsuitable schema.
struct ModelSchema {
  Json schema = Json::object();
  std::string note = {};  ///< Added to the tool's description: the parts removed from the schema.
  std::string problem = {};  ///< Why the tool cannot be offered; empty: it can be.
};

/// Adapts a schema: adds `type`, turns `allOf`, `anyOf` and `oneOf` at the top into properties and
/// a note, and converts older drafts to 2020-12. Inputs are still validated with the server's own
/// schema. Source: Messages API, "Tool use", `input_schema`.
ModelSchema model_schema(const Json& input_schema);

}  // namespace mcp::bridge
