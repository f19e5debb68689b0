#include "program/ticket_urls.hpp"

#include <stdexcept>

#include "command_line/option_checks.hpp"
#include "http/guard.hpp"

namespace mcp::program {

void require_reachable_tickets(const HttpSettings& http, const std::string& host) {
  if (!http.tickets) return;
  if (http.listener != Listener::beast) {
    throw std::runtime_error(
        "--tickets: --listener httplib does not serve uploads and downloads; leave it out");
  }
  const std::string& origin = http.public_url;
  const bool is_web = origin.starts_with("http://") || origin.starts_with("https://");
  if (!origin.empty() && !(is_web && http::is_origin(origin))) {
    throw std::runtime_error(
        "--public-url: " +
        command_line::must_be("an origin such as https://files.example, without a path", origin));
  }
  const bool is_everywhere = host == "0.0.0.0" || host == "::";
  if (origin.empty() && is_everywhere) {
    throw std::runtime_error(
        "--tickets: the URLs need an address at which clients reach the "
        "server; give --public-url ORIGIN, such as https://files.example");
  }
}

http::Transfers ticket_transfers(const Settings& settings,
                                 const std::shared_ptr<const files::TicketRoute>& route,
                                 const std::shared_ptr<TokenFile>& tokens) {
  files::TicketRoute::Authenticate authenticate;
  if (tokens) {
    authenticate = [tokens](std::string_view authorization) {
      return tokens->principal(authorization);
    };
  }
  return {.prefix = files::Tickets::prefix,
          .open = [route, authenticate](
                      const http::Request& request) { return route->open(request, authenticate); },
          .max_body = settings.tools.drafts.max_bytes};
}

void set_ticket_origin(const Settings& settings, const std::string& own) {
  const std::string& given = settings.http.public_url;
  settings.tools.tickets->set_origin(given.empty() ? own : given);
}

}  // namespace mcp::program
