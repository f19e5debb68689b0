#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/error.hpp"
#include "mcp/json.hpp"

/// Which parts of a message HTTP headers repeat.
/// Spec: 2026-07-28 basic/transports/streamable-http, Request Metadata.
namespace mcp::http {

/// The value of `Mcp-Name` for the request; nothing when the method has no such header.
std::optional<std::string> mirrored_name(std::string_view method, const Json& params);

/// A parameter of a tool that the header `Mcp-Param-{header}` repeats.
struct MirroredParameter {
  std::string header;             ///< Without the prefix, as the schema spells it.
  std::vector<std::string> path;  ///< Member names, from the arguments down.
  std::string type;               ///< "string", "integer" or "boolean".
};

/// All of them, as a tool's input schema marks them with `x-mcp-header`. Errors: what is wrong with
/// a mark; a tool that has such a schema must not be used over HTTP.
Result<std::vector<MirroredParameter>> mirrored_parameters(const Json& input_schema);

/// The argument as text; nothing when there is none, or it is null or of another type.
std::optional<std::string> mirrored_value(const Json& arguments,
                                          const MirroredParameter& parameter);

/// Whether the decoded text of a header says the same as the argument. Integers are compared as
/// numbers.
bool mirrors(std::string_view header, std::string_view value, const MirroredParameter& parameter);

}  // namespace mcp::http
