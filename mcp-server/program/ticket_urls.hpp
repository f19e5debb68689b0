#pragma once

#include <memory>
#include <string>

#include "files/tickets/ticket_route.hpp"
#include "mcp/server/http_listener.hpp"
#include "program/settings.hpp"
#include "program/tokens.hpp"

namespace mcp::program {

/// Throws std::runtime_error when the URLs of tickets would lead nowhere: with a listener that does
/// not serve them, or when the server listens on every address and nobody knows its public one.
void require_reachable_tickets(const HttpSettings& http, const std::string& host);

/// How a listener serves the URLs of tickets.
http::Transfers ticket_transfers(const Settings& settings,
                                 const std::shared_ptr<const files::TicketRoute>& route,
                                 const std::shared_ptr<TokenFile>& tokens);

/// Sets the origin of the URLs: `--public-url`, or the one that the server listens on.
void set_ticket_origin(const Settings& settings, const std::string& own);

}  // namespace mcp::program
