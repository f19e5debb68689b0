#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>

#include "bridge/gateway/access.hpp"
#include "bridge/gateway/http_messages.hpp"
#include "io/embeddable_loop.hpp"

namespace mcp::bridge {

struct GatewayOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 4000;  ///< 0: any free port.
  /// The event loop that receives the model's text. The gateway's thread does its work while the
  /// gateway runs, so that text reaches the sockets without waking another thread. Null: none.
  EmbeddableLoop* model_loop = nullptr;
  AccessRules access = {};
  std::set<std::string> projects = {};
  std::string default_project = "default";
  /// Language of texts for clients that name none, such as "pt-BR"; empty: English.
  std::string language = {};

  std::size_t max_connections = 2'000;
  std::size_t max_sockets_per_address = 64;
  /// Connections of one address, besides its WebSockets.
  std::size_t max_requests_per_address = 128;
  std::size_t max_head_bytes = std::size_t{16} << 10;
  std::size_t max_body_bytes = std::size_t{1} << 20;
  std::size_t max_frame_bytes = std::size_t{1} << 20;
  /// Most bytes queued for a client that does not read; above that, it is disconnected.
  std::size_t max_unsent_bytes = std::size_t{8} << 20;
  /// Time limit for the head of a request, from its first byte.
  std::chrono::milliseconds head_time = std::chrono::seconds(10);
  std::chrono::milliseconds body_time = std::chrono::seconds(30);
  /// Time limit between two requests.
  std::chrono::milliseconds idle_time = std::chrono::seconds(75);
  /// Time limit for the client to read a response, or a part of an event stream.
  std::chrono::milliseconds write_time = std::chrono::seconds(30);
  /// How long the rest of a rejected request is read and dropped, so that the response arrives.
  std::chrono::milliseconds linger_time = std::chrono::seconds(10);
  /// Time limit for an approval by a client that may not know `tool_request`; after it, the tool is
  /// not called.
  std::chrono::milliseconds project_approval_time = std::chrono::minutes(10);
  double messages_per_minute = 60;  ///< User messages, per address.
  double message_burst = 10;
  double frames_per_minute = 600;  ///< All other frames, per address.
  double frame_burst = 120;
  /// REST requests with the token, per address; above that, the response is 429 with Retry-After.
  double requests_per_minute = 600;
  double request_burst = 150;
  /// After that long without a frame to send, the client gets a heartbeat.
  std::chrono::milliseconds heartbeat = std::chrono::seconds(15);
  /// A client that sends nothing, not even a pong, is disconnected after that long.
  std::chrono::seconds idle = std::chrono::seconds(40);
  /// PEM files. Both or neither; with them the gateway speaks TLS only.
  std::string tls_certificate = {};
  std::string tls_key = {};
};

/// Observes the gateway, for metrics and logs. Any thread. The functions do nothing unless
/// overridden.
class GatewayObserver {
 public:
  virtual ~GatewayObserver() = default;
  virtual void socket_opened(const std::string& /*dialect*/) {}
  virtual void socket_closed(const std::string& /*dialect*/, int /*code*/) {}
  virtual void frame_refused(BridgeError /*code*/) {}
  virtual void answered(const HttpCall&, int /*status*/) {}
  virtual void failed(const std::string& /*session*/, const std::string& /*what*/) {}
};

}  // namespace mcp::bridge
