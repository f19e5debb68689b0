#pragma once

#include <string>
#include <vector>

#include "bridge/program/settings.hpp"

namespace mcp::bridge {

/// Which of the files that the settings were read from hold a secret and may be read by other users
/// of the machine: `.env` with a variable that names a secret, and a configuration file in which a
/// header or such a variable is written out.
std::vector<std::string> files_with_readable_secrets(const Settings& settings);

}  // namespace mcp::bridge
