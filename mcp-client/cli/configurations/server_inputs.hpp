#pragma once

#include <functional>
#include <string>

#include "configurations/server_entry.hpp"

namespace mcp::cli {

/// Gives the value of an input of an entry; throws Misuse when it cannot.
using InputSource = std::function<std::string(const ServerEntry& entry, const std::string& id)>;

/// The value of an input that an entry needs: of the environment variable
/// MCP_CLIENT_INPUT_<ID>, with the id in upper case and `_` for other characters than letters and
/// digits, or else what the person types at the terminal; a password is not shown. Throws Misuse
/// when there is neither.
std::string ask_input(const ServerEntry& entry, const std::string& id);

/// The same without asking.
std::string input_from_environment(const ServerEntry& entry, const std::string& id);

/// The name of that variable.
std::string input_variable(const std::string& id);

}  // namespace mcp::cli
