#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "http/authorized_transfers.hpp"
#include "http/exchange.hpp"
#include "http/legacy_http.hpp"
#include "http/modern_http.hpp"
#include "http/response_queue.hpp"
#include "http/server_link.hpp"
#include "http/sse_http.hpp"
#include "http/sse_parser.hpp"
#include "http_client/transfer_loop.hpp"
#include "mcp/client/http.hpp"
#include "mcp/transport.hpp"

namespace mcp::http::client {

/// An HTTP channel's connection, from `start` to `close`.
class Connection final : public ServerLink {
 public:
  /// The receiver is called on the loop's thread.
  Connection(const HttpTarget& target, Receiver& receiver);
  ~Connection() override;

  // Any thread:

  /// False when the message is not sent: too many are open, or the connection has closed.
  bool send(Message message);
  bool is_authorizing() const { return transfers_.is_authorizing(); }
  std::uint64_t authorizations() const { return transfers_.authorizations(); }
  /// The caller no longer waits for the response.
  void forget(const RequestId& id);
  /// Cancels the open requests, ends the session, and waits for both.
  void end() noexcept;
  /// Why the connection has closed. Valid after `Receiver::closed`.
  const std::string& ending() const { return ending_; }

  // On the loop's thread:

  const HttpTarget& target() const override { return target_; }
  TransferLoop& loop() override { return loop_; }
  AuthorizedTransfers& transfers() override { return transfers_; }
  bool closing() const override { return closing_; }
  HttpRequest post(Headers own, std::shared_ptr<const std::string> body) const override;
  HttpRequest get(Headers own) const override;
  HttpRequest request(const char* method, Headers own) const override;
  void ask(HttpEra& era, std::string_view method, Json params, AnswerHandler done) override;
  void post_message(const Message& message, const Headers& headers,
                    std::function<void(int)> done) override;
  std::optional<RequestId> take(const SseEvent& event) override;
  void take_back(const RequestId& question) override;
  void warn(const std::string& text) override { receiver_.warned(text); }
  void ended(const Exchange& exchange) override;
  bool fall_back(Exchange& exchange) override;
  void use_endpoint(std::string url) override;
  void lose(const std::string& why) override;

 private:
  HttpEra& era_of(const Request& request);
  void post_legacy(const Message& message, std::function<void()> done = {});
  void report_closed();
  void open(std::shared_ptr<Exchange> exchange);
  void take(Message message);
  void send_notification(const Notification& notification);
  void begin_closing();
  void finish_closing();

  const HttpTarget& target_;
  Receiver& receiver_;
  ModernHttp modern_;
  LegacyHttp legacy_;
  SseHttp sse_;
  std::atomic<bool> uses_sse_;
  std::string endpoint_;  // of HTTP+SSE; empty: messages are posted to the target's URL
  ResponseQueue responses_;

  std::atomic<std::size_t> load_ = 0;  // number of open requests
  std::int64_t next_own_id_ = 1;
  std::map<RequestId, std::shared_ptr<Exchange>> open_;
  std::size_t telling_ = 0;
  bool closing_ = false;
  bool closed_ = false;

  AuthorizedTransfers transfers_;
  std::once_flag end_;
  std::once_flag report_closed_;
  std::string ending_ = "disconnected";
  TransferLoop loop_;  // last: its thread uses the members above
};

}  // namespace mcp::http::client
