#pragma once

#include <string>
#include <vector>

#include "bridge/program/settings.hpp"

namespace mcp::bridge {

/// Whether a variable of this name holds a secret: KEY, TOKEN, SECRET or PASSWORD is in it, in any
/// case.
bool names_a_secret(const std::string& variable);

/// Whether the value that a variable puts into the entry of a server is a secret: all are but those
/// of HOME, PATH and the like, and absolute paths of files that exist.
bool is_secret_value(const std::string& variable, const std::string& value);

/// The secrets of the configuration: the key, the token, the headers of servers, those of their
/// variables whose name has KEY, TOKEN, SECRET or PASSWORD in it, in any case, what came from a
/// variable of the bridge wherever it stands, the arguments behind options of such names, and of
/// URLs the user information and the values of the query. None is empty.
std::vector<std::string> known_secrets(const Settings& settings);

/// The texts with `[secret]` in place of each of the secrets, however short.
std::vector<std::string> without(const std::vector<std::string>& secrets,
                                 std::vector<std::string> texts);

}  // namespace mcp::bridge
