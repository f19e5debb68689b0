#pragma once

#include <string>

#include "bridge/gateway/dialect.hpp"
#include "bridge/session/turn_context.hpp"

namespace mcp::bridge {

/// The decision in a `tool_approval`. `sent`: the preview that this client was sent last;
/// `address`: where the client is.
Decision decision_in(const ClientFrame& frame, const std::string& sent, const std::string& address);

/// The answer in an `elicitation_response`.
ElicitResult answer_in(const ClientFrame& frame);

}  // namespace mcp::bridge
