#pragma once

#include <string>

namespace mcp::cli {

/// Prints the URL of a login page on standard error, and opens it in the user's browser if there is
/// a desktop.
void show_login_page(const std::string& url);

}  // namespace mcp::cli
