#pragma once

#include <string>

namespace mcp::cli {

/// Opens a page in the user's browser, with xdg-open, if there is a desktop. Does not wait for the
/// browser. False: there is no desktop, or it cannot be started.
bool open_in_browser(const std::string& url);

}  // namespace mcp::cli
