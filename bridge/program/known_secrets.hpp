#pragma once

#include <string>
#include <vector>

#include "bridge/program/settings.hpp"

namespace mcp::bridge {

/// Whether a variable of this name holds a secret: KEY, TOKEN, SECRET or PASSWORD is in it, in any
/// case.
bool names_a_secret(const std::string& variable);

/// What nobody may see: the key, the token, the headers of servers, and those of their variables
/// whose name has KEY, TOKEN, SECRET or PASSWORD in it, in any case.
std::vector<std::string> known_secrets(const Settings& settings);

}  // namespace mcp::bridge
