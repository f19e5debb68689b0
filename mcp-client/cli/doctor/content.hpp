#pragma once

#include <string>

#include "mcp/json.hpp"

namespace mcp::cli::doctor {

/// What is wrong with a content block; empty: nothing.
/// Spec: 2026-07-28 and 2025-11-25 schema, ContentBlock.
std::string content_fault(const Json& content);

/// What is wrong with the contents of a resource; empty: nothing. Does not look at Base64.
std::string contents_fault(const Json& contents);

/// What is wrong with annotations; empty: nothing, or there are none.
std::string annotations_fault(const Json& annotated);

}  // namespace mcp::cli::doctor
