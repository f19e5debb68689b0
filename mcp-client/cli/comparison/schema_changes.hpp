#pragma once

#include <vector>

#include "comparison/change.hpp"

namespace mcp::cli {

/// Whether a schema describes what the client sends or what it receives.
enum class SchemaUse { input, output };

/// The differences of two JSON Schemas. Their paths begin with `path`. A change is breaking when a
/// value that a client sends may no longer be accepted, or when a result may be one that the first
/// schema excluded; also when it cannot be told. Only `path`, `kind`, `breaking`, `note`, `before`
/// and `after` are set.
std::vector<Change> schema_changes(const Json& before, const Json& after, SchemaUse use,
                                   const std::string& path);

}  // namespace mcp::cli
