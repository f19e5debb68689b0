#pragma once

#include <string>

#include "mcp/error.hpp"
#include "oauth/fetcher.hpp"

namespace mcp::oauth {

/// The error of an authorization server: RFC 6749 section 5.2. The message is `what` and the
/// server's reason, shortened and on one line; the code is `authorization_failed`, `data.error` the
/// server's code.
Error server_error(const std::string& what, const HttpReply& reply);

/// The same for an authorization response with `error` (section 4.1.2.1).
Error server_error(const std::string& what, const std::string& code,
                   const std::string& description);

/// The server's code of such an error; empty: it is another error.
std::string code_of(const Error& error);

}  // namespace mcp::oauth
