#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mcp/json.hpp"

namespace mcp::test {

/// The folder with the official schemas and test suites, if this machine has one: the environment
/// variable MCP_SHARED, or ../shared beside the sources.
std::optional<std::string> shared_folder();

/// Why a value does not match `definition` in the official schema of `revision`; empty when it
/// does, or when the schema is not on this machine.
std::string violates_spec(std::string_view revision, const std::string& definition,
                          const Json& value);

/// The name of the definition for a method's result; empty when it has none of its own.
std::string result_definition(std::string_view method);

}  // namespace mcp::test
