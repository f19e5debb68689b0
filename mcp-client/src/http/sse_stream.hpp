#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/authorized_transfers.hpp"
#include "http/sse_parser.hpp"
#include "mcp/error.hpp"

namespace mcp::http::client {

class ServerLink;

/// The event stream of an HTTP+SSE server. Its `endpoint` event names the URL for the client's
/// messages; the events after it are the server's messages. On the loop's thread.
/// Spec: 2024-11-05 basic/transports, HTTP with SSE.
class SseStream final : public ResponseHandler, public std::enable_shared_from_this<SseStream> {
 public:
  struct Handlers {
    std::function<void(std::string)> opened;  ///< Gets the URL for the client's messages. Once.
    /// The stream could not be opened, or broke. Once, unless it is closed before.
    std::function<void(const Error&)> ended;
  };

  SseStream(ServerLink& connection, Handlers handlers);

  void open();
  void close();
  /// Whether the `endpoint` event has arrived.
  bool is_open() const { return open_; }

  void head(const ResponseHead& head) override;
  void body(std::string_view bytes) override;
  void done(const std::string& failure) override;
  void unauthorized(const Error& error) override;

 private:
  void expect_endpoint();
  void start(HttpRequest request);
  void take(const SseEvent& event);
  void take_endpoint(const std::string& data);
  void fail(const Error& error);

  ServerLink& connection_;
  const Handlers handlers_;
  ResponseHead head_;
  SseParser events_;
  bool open_ = false;
  bool closed_ = false;
  bool warned_ = false;
  std::optional<AuthorizedTransfers::Id> transfer_;
};

}  // namespace mcp::http::client
