#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "mcp/http_transfer.hpp"
#include "reading/opened_file.hpp"
#include "tickets/ranges.hpp"
#include "tickets/ticket_files.hpp"

namespace mcp::files {

/// One request for a download ticket: GET returns the file or a range of it, HEAD only the headers.
/// The file stays open meanwhile: a file that replaces it is not mixed into the response. If its
/// content is changed in place, the response ends before its last byte.
class DownloadTransfer final : public http::Transfer {
 public:
  DownloadTransfer(std::shared_ptr<TicketFiles> files, UsedTicket used, http::Request request);

  std::optional<http::TransferReply> begin() override;
  std::optional<http::TransferReply> receive(std::string_view) override { return std::nullopt; }
  http::TransferReply respond() override;
  std::string read() override;

 private:
  http::TransferReply open();
  WantedBytes wanted(const std::string& etag) const;
  http::TransferReply reply_for(const WantedBytes& wanted, const std::string& etag);

  const std::shared_ptr<TicketFiles> files_;
  const UsedTicket used_;
  const http::Request request_;
  std::optional<OpenedFile> file_;
  std::string state_;  // of the file when it was opened
  std::uint64_t at_ = 0;
  std::uint64_t end_ = 0;
};

}  // namespace mcp::files
