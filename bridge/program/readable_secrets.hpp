#pragma once

#include <string>
#include <vector>

#include "bridge/program/settings.hpp"

namespace mcp::bridge {

/// The files behind the settings that contain a secret and that other users of the machine can
/// read: a `.env` with a variable whose name names a secret, and a configuration file that contains
/// a header or such a variable literally.
std::vector<std::string> files_with_readable_secrets(const Settings& settings);

}  // namespace mcp::bridge
