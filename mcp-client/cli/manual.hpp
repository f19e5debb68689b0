#pragma once

#include <string>

namespace CLI {
class App;
}

namespace mcp::cli {

/// The manual page mcp-client(1) as roff text, made from the same descriptions as --help.
std::string manual_page(const CLI::App& app);

}  // namespace mcp::cli
