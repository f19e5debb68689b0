#pragma once

#include <string>
#include <vector>

#include "bridge/program/secret_names.hpp"
#include "bridge/program/settings.hpp"

namespace mcp::bridge {

/// The secrets of the configuration: the key, the token, the headers of servers, those of their
/// variables whose name has KEY, TOKEN, SECRET or PASSWORD in it, in any case, what came from a
/// variable of the bridge wherever it stands, the arguments behind options of such names, and of
/// URLs the user information and the values of the query. None is empty.
std::vector<std::string> known_secrets(const Settings& settings);

/// The texts with `[secret]` in place of each of the secrets, however short.
std::vector<std::string> without(const std::vector<std::string>& secrets,
                                 std::vector<std::string> texts);

}  // namespace mcp::bridge
