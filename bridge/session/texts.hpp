#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// The user's text for an error code, which says what to do: in Portuguese for locales that begin
/// with "pt", otherwise in English. Empty for an unknown code.
std::string text_for(std::string_view code, std::string_view locale);

/// Whether an error's `detail` is what a rule of the guard says to the user, in its own words.
bool is_said_by_a_rule(const Json& error);

/// With spaces between them.
std::string joined(const std::vector<std::string>& texts);

}  // namespace mcp::bridge
