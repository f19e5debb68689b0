#pragma once

#include <string>
#include <vector>

#include "bridge/program/secret_names.hpp"
#include "bridge/program/settings.hpp"

namespace mcp::bridge {

/// The secrets of the configuration; none is empty:
///
/// - the API key and the tokens;
/// - the headers of servers;
/// - variables and arguments of servers whose name contains KEY, TOKEN, SECRET or PASSWORD, in any
///   case;
/// - values that a `${NAME}` put into the entry of a server;
/// - userinfo and query values of URLs.
std::vector<std::string> known_secrets(const Settings& settings);

/// The texts with `[secret]` in place of each secret, however short.
std::vector<std::string> without(const std::vector<std::string>& secrets,
                                 std::vector<std::string> texts);

}  // namespace mcp::bridge
