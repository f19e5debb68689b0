#pragma once

#include <functional>
#include <stop_token>

#include "mcp/server/server.hpp"
#include "program/settings.hpp"

namespace mcp::program {

/// Serves HTTP until stopped. `confine` is called when everything that the process needs is open.
/// Throws std::runtime_error when the settings are unsafe or not possible.
void serve_http(Server& server, const Settings& settings, const std::function<void()>& confine,
                std::stop_token stop);

}  // namespace mcp::program
