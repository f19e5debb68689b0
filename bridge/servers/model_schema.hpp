#pragma once

#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// The input schema of a tool as the Messages API takes it. One that the API refuses would end
/// every chat.
struct ModelSchema {
  Json schema = Json::object();
  std::string note =
      {};  ///< For the description of the tool: what the schema does not say any more.
  std::string problem = {};  ///< Why the tool cannot be offered; empty: it can.
};

/// Adapts a schema: `type` is added, `allOf`, `anyOf` and `oneOf` at the top become properties and
/// a note, older drafts become 2020-12. The input is still checked against the schema of the
/// server. Source: Messages API, "Tool use", `input_schema`.
ModelSchema model_schema(const Json& input_schema);

}  // namespace mcp::bridge
