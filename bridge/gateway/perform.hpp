#pragma once

#include "bridge/gateway/client_frame.hpp"

namespace mcp::bridge {

/// Does in a chat session what a client asks for; requests that concern its socket alone change
/// nothing. Returns why it was not done; nothing when it was. May wait for the storage.
std::optional<Refusal> perform(ChatSession& session, const ClientRequest& request);

}  // namespace mcp::bridge
