#pragma once

#include <string_view>

#include "mcp/client/skills.hpp"

namespace mcp {

/// Decodes an entry of `skills/list`, or the `skill` of `skills/get`.
/// Errors: `protocol_violation`, with the rule that it breaks.
/// Spec: Skills, Skill Entries and Resource Mapping.
Result<Skill> read_skill(const Json& entry);

/// The URI of the skill's directory, with the last slash.
std::string_view root_of(const Skill& skill);

}  // namespace mcp
