#pragma once

#include <string>
#include <string_view>

#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp {

/// The YAML frontmatter at the beginning of a SKILL.md, as JSON. Values are those of YAML 1.2's
/// core schema: `yes` and dates are strings. Aliases, tags, keys that are not scalars, repeated
/// keys, more than 64 KiB and more than 32 levels are errors (`invalid_params`).
/// Spec: Agent Skills specification, Frontmatter; YAML 1.2.2 section 10.3.
Result<Json> parse_frontmatter(std::string_view markdown);

/// The path of the first member that differs, as in `metadata.version`; empty when they are equal.
std::string first_difference(const Json& expected, const Json& found);

}  // namespace mcp
