#pragma once

#include <string>
#include <string_view>

namespace mcp::bridge {

/// What an error code means and what to do, for a user: in Portuguese for locales that begin with
/// "pt", otherwise in English. Empty for an unknown code.
std::string text_for(std::string_view code, std::string_view locale);

}  // namespace mcp::bridge
