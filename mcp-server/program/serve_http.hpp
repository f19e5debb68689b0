#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "files/tickets/ticket_route.hpp"
#include "mcp/server/server.hpp"
#include "program/settings.hpp"

namespace mcp::program {

/// Serves HTTP until stopped. `route` serves the URLs of tickets; null: there are none. `confine`
/// is called when everything that the process needs is open. Throws std::runtime_error when the
/// settings are unsafe or not possible.
void serve_http(Server& server, const Settings& settings,
                const std::shared_ptr<const files::TicketRoute>& route,
                const std::function<void()>& confine, std::stop_token stop);

}  // namespace mcp::program
