#pragma once

#include "bridge/gateway/client_frame.hpp"

namespace mcp::bridge {

/// Carries out a client's request in its chat session. Requests that concern only the client's
/// socket have no effect here. Returns why the request was refused; nothing on success. May wait
/// for the storage.
std::optional<Refusal> perform(ChatSession& session, const ClientRequest& request);

}  // namespace mcp::bridge
