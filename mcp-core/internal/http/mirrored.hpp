#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/error.hpp"
#include "mcp/json.hpp"

/// The parts of a message that HTTP headers repeat.
/// Spec: 2026-07-28 basic/transports/streamable-http, Request Metadata.
namespace mcp::http {

/// The value of `Mcp-Name` for the request; empty when the method has no such header.
/// Spec: for `tasks/` methods the extension io.modelcontextprotocol/tasks, Routing Headers.
std::optional<std::string> mirrored_name(std::string_view method, const Json& params);

/// A parameter of a tool that the header `Mcp-Param-{header}` repeats.
struct MirroredParameter {
  std::string header;             ///< Without the prefix, as the schema spells it.
  std::vector<std::string> path;  ///< Member names, from the arguments down.
  std::string type;               ///< "string", "integer" or "boolean".
};

/// The parameters that a tool's input schema marks with `x-mcp-header`. Errors: an invalid mark; a
/// tool with such a schema must not be used over HTTP.
Result<std::vector<MirroredParameter>> mirrored_parameters(const Json& input_schema);

/// The argument as text; empty when it is absent, null or of another type.
std::optional<std::string> mirrored_value(const Json& arguments,
                                          const MirroredParameter& parameter);

/// Whether the decoded text of a header equals the argument. Integers are compared as numbers.
bool mirrors(std::string_view header, std::string_view value, const MirroredParameter& parameter);

}  // namespace mcp::http
