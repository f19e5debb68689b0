#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "http/authorized_transfers.hpp"
#include "http/sse_parser.hpp"
#include "http_client/transfer_loop.hpp"

namespace mcp::http::client {

class ServerLink;

/// The GET stream on which a legacy server sends requests and notifications of its own. Reopened
/// when it breaks. On the loop's thread.
/// Spec: 2025-11-25 basic/transports, Subscription for Messages from the Server.
class ServerStream final : public ResponseHandler,
                           public std::enable_shared_from_this<ServerStream> {
 public:
  /// `headers` are sent with each GET. `on_lost` is called when the server, which had opened the
  /// stream before, no longer knows the session.
  ServerStream(ServerLink& connection, Headers headers, std::function<void()> on_lost);

  void open();
  void close();

  void head(const ResponseHead& head) override;
  void body(std::string_view bytes) override;
  void done(const std::string& failure) override;
  void unauthorized(const Error& error) override;

 private:
  using Clock = std::chrono::steady_clock;

  void open_later();
  bool is_open() const;

  ServerLink& connection_;
  const Headers headers_;
  const std::function<void()> on_lost_;
  ResponseHead head_;
  SseParser events_;
  bool was_open_ = false;
  bool closed_ = false;
  int unreachable_ = 0;  // attempts in a row that did not reach the server
  int failures_ = 0;     // attempts in a row that received no event
  Clock::time_point opened_at_;
  std::optional<AuthorizedTransfers::Id> transfer_;
};

}  // namespace mcp::http::client
