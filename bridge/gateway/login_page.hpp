#pragma once

#include <string>
#include <string_view>

#include "bridge/gateway/http_messages.hpp"

namespace mcp::bridge {

/// The pages that end a login, below /oauth/: the user's browser shows them after the page of the
/// authorization server. They are the same for everybody, and contain nothing of the request.
/// `name` is "done", "failed" or "received"; of any other page, the reply says that no login waits
/// for it, with status 400.
HttpReply login_page(std::string_view name, std::string_view accept_language);

/// Sends the browser from the redirect, whose address has the authorization code, to a page.
HttpReply to_login_page(const std::string& name);

}  // namespace mcp::bridge
