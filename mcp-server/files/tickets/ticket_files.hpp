#pragma once

#include <memory>
#include <optional>
#include <string>

#include "drafts/drafts.hpp"
#include "tickets/tickets.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// What the transfers of tickets work with. Any thread.
struct TicketFiles {
  std::shared_ptr<Workspace> workspace;
  std::shared_ptr<Tickets> tickets;
  Drafts drafts;
};

/// A ticket that a client has used in a URL.
struct UsedTicket {
  std::string ticket;
  /// The principal of the request; empty: it has no `Authorization` header, or nobody has one.
  std::optional<std::string> owner;
};

}  // namespace mcp::files
