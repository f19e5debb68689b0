#pragma once

#include <stop_token>
#include <string>

#include "mcp/client/client.hpp"

namespace mcp::cli {

/// Handles an elicitation at the terminal: shows which server asks, reads the fields one by one,
/// and lets the person review, decline or cancel. The content is sent only after an explicit yes;
/// the end of the input cancels. URLs are shown in full and never opened. Reads from the descriptor
/// `input`, by default standard input.
/// Spec: 2026-07-28 client/elicitation, User Interaction Model, Safe URL Handling.
ElicitResult ask(const std::string& server, const Elicitation& elicitation, std::stop_token stop,
                 int input = 0);

/// Asks for the required arguments of a tool that `given` lacks, one by one, with their types,
/// choices and defaults; each is checked with its schema. Returns `given` and what was typed.
/// Throws Error with `request_cancelled` when the person types !cancel, at the end of the input,
/// and when `stop` is requested.
Json ask_arguments(const Tool& tool, Json given, std::stop_token stop, int input = 0);

}  // namespace mcp::cli
