#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/http_transfer.hpp"
#include "tickets/ticket_files.hpp"

namespace mcp::files {

/// Serves the URLs of tickets. Any thread.
class TicketRoute {
 public:
  /// The principal of an `Authorization` header; nothing: it is not valid.
  using Authenticate = std::function<std::optional<std::string>(std::string_view authorization)>;

  TicketRoute(std::shared_ptr<Workspace> workspace, std::shared_ptr<Tickets> tickets,
              DraftLimits limits, Drafts::Now now = std::chrono::system_clock::now);

  /// The transfer that answers a request whose path begins with `Tickets::prefix`. A request needs
  /// no `Authorization` header; if it has one, the ticket must have been issued to that principal.
  /// `authenticate` is empty when there are no tokens.
  std::shared_ptr<http::Transfer> open(const http::Request& request,
                                       const Authenticate& authenticate) const;

 private:
  const std::shared_ptr<TicketFiles> files_;
};

}  // namespace mcp::files
