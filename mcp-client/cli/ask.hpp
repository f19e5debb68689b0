#pragma once

#include <stop_token>
#include <string>

#include "mcp/client/client.hpp"

namespace mcp::cli {

/// Puts a server's question to the person at the terminal: shows who asks, takes the answers one by
/// one, lets them be reviewed, and can be declined at any point. Only an explicit yes sends them;
/// the end of the input cancels. URLs are shown in full and never opened. Reads from the descriptor
/// `input`, by default standard input.
/// Spec: 2026-07-28 client/elicitation, User Interaction Model, Safe URL Handling.
ElicitResult ask(const std::string& server, const Elicitation& elicitation, std::stop_token stop,
                 int input = 0);

}  // namespace mcp::cli
