#pragma once

#include <string>

namespace mcp::test {

/// Opens a page of an authorization server as a user would: follows redirects, keeps cookies, and
/// fills in the login and the consent, until a page of another kind, such as the end of the login
/// at the client. Returns that page's text, or, for a failure, its status and text.
std::string log_in_with_browser(const std::string& url, const std::string& user = "ann");

/// The text of a page. Throws std::runtime_error when the server does not respond.
std::string page_at(const std::string& url);

}  // namespace mcp::test
