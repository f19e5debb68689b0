#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "drafts/draft.hpp"
#include "mcp/http_transfer.hpp"
#include "tickets/ranges.hpp"
#include "tickets/ticket_files.hpp"

namespace mcp::files {

/// One request for an upload ticket. PUT adds bytes to the draft of the ticket, and publishes the
/// file when the last one has arrived; HEAD returns how many bytes there are; DELETE discards them.
class UploadTransfer final : public http::Transfer {
 public:
  UploadTransfer(std::shared_ptr<TicketFiles> files, UsedTicket used, http::Request request);

  std::optional<http::TransferReply> begin() override;
  std::optional<http::TransferReply> receive(std::string_view bytes) override;
  http::TransferReply respond() override;
  std::string read() override { return {}; }

 private:
  using Reply = std::optional<http::TransferReply>;

  template <class Act>
  Reply answer(const Act& act);
  Reply begin_request();
  Reply begin_put();
  void read_length();
  void require_plain_body() const;
  void agree_on_total();
  void require_same(std::string_view bytes) const;
  void store(std::string_view bytes);
  Reply finish();
  http::TransferReply status() const;
  Reply replayed() const;
  void discard();
  void add_progress(http::TransferReply& reply);

  const std::shared_ptr<TicketFiles> files_;
  const UsedTicket used_;
  const http::Request request_;
  std::optional<Draft> draft_;  // locked until the response is known
  std::optional<SentRange> range_;
  std::optional<std::uint64_t> total_;  // bytes of the whole file, if known
  std::optional<std::uint64_t> end_;    // where the bytes of this request end, if known
  std::uint64_t at_ = 0;                // where its next byte belongs
};

}  // namespace mcp::files
