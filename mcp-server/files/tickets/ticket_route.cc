#include "tickets/ticket_route.hpp"

#include "tickets/download_transfer.hpp"
#include "tickets/error_reply.hpp"
#include "tickets/upload_transfer.hpp"

namespace mcp::files {
namespace {

/// Responds to a request with credentials that are not valid.
class Unauthorized final : public http::Transfer {
 public:
  std::optional<http::TransferReply> begin() override {
    return error_reply(FileError("E_UNAUTHORIZED", "the `Authorization` header is not valid",
                                 "send a valid one, or none: the ticket is enough"));
  }
  std::optional<http::TransferReply> receive(std::string_view) override { return std::nullopt; }
  http::TransferReply respond() override { return {}; }
  std::string read() override { return {}; }
};

std::string ticket_in(const std::string& target) {
  const std::string path = target.substr(0, target.find('?'));
  return path.substr(std::string_view(Tickets::prefix).size());
}

}  // namespace

TicketRoute::TicketRoute(std::shared_ptr<Workspace> workspace, std::shared_ptr<Tickets> tickets,
                         DraftLimits limits, Drafts::Now now)
    : files_(std::make_shared<TicketFiles>(TicketFiles{
          workspace, std::move(tickets), Drafts(*workspace, limits, std::move(now))})) {}

std::shared_ptr<http::Transfer> TicketRoute::open(const http::Request& request,
                                                  const Authenticate& authenticate) const {
  UsedTicket used{.ticket = ticket_in(request.target), .owner = {}};
  const std::string* authorization = request.header("Authorization");
  if (authorization && authenticate) {
    used.owner = authenticate(*authorization);
    if (!used.owner) return std::make_shared<Unauthorized>();
  }
  if (Tickets::is_download(used.ticket)) {
    return std::make_shared<DownloadTransfer>(files_, std::move(used), request);
  }
  return std::make_shared<UploadTransfer>(files_, std::move(used), request);
}

}  // namespace mcp::files
