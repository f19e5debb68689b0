#pragma once

#include <string>

#include "mcp/message.hpp"

namespace mcp::http {

/// A message as a server-sent event. `id` may be empty.
/// Spec: HTML Living Standard, 9.2 Server-sent events.
std::string to_event(const Message& message, const std::string& id = {});

}  // namespace mcp::http
