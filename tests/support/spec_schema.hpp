#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mcp/json.hpp"

namespace mcp::test {

/// The folder with the official schemas and test suites, if this machine has one: the environment
/// variable MCP_SHARED, or ../shared beside the sources.
std::optional<std::string> shared_folder();

/// Why a value is not what the official schema of `revision` calls `definition`; empty when it is,
/// or when the schema is not on this machine.
std::string violates_spec(std::string_view revision, const std::string& definition,
                          const Json& value);

/// What the schema calls the result of a request, empty when it has no name of its own.
std::string result_definition(std::string_view method);

}  // namespace mcp::test
