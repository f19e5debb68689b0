#pragma once

#include <functional>
#include <stop_token>

#include "mcp/server/server.hpp"
#include "program/settings.hpp"

namespace mcp::program {

/// Serves HTTP until stopped, as the settings say. `confine` is called when everything is open that
/// the process needs. Throws std::runtime_error when the settings are unsafe or cannot be met.
void serve_http(Server& server, const Settings& settings, const std::function<void()>& confine,
                std::stop_token stop);

}  // namespace mcp::program
