#pragma once

#include "bridge/gateway/client_frame.hpp"

namespace mcp::bridge {

/// Does in a chat session what a client asks for; requests that concern its socket alone change
/// nothing. Says why not; without a code: it is done. May wait for the storage.
Refusal perform(ChatSession& session, const ClientRequest& request);

}  // namespace mcp::bridge
