#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>

#include "bridge/gateway/access.hpp"
#include "bridge/gateway/http_messages.hpp"

namespace mcp::bridge {

struct GatewayOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 4000;  ///< 0: any that is free.
  std::size_t threads = 0;    ///< 0: one for each core.
  AccessRules access = {};
  std::set<std::string> projects = {};
  std::string default_project = "default";
  std::string language =
      {};  ///< Of texts for clients that name none, such as "pt-BR"; empty: English.

  std::size_t max_connections = 2'000;
  std::size_t max_sockets_per_address = 64;
  /// Connections of one address, besides its sockets.
  std::size_t max_requests_per_address = 128;
  std::size_t max_head_bytes = std::size_t{16} << 10;
  std::size_t max_body_bytes = std::size_t{1} << 20;
  std::size_t max_frame_bytes = std::size_t{1} << 20;
  /// Bytes kept for a client that does not read; one with more is disconnected.
  std::size_t max_unsent_bytes = std::size_t{8} << 20;
  /// For the head of a request, from its first byte.
  std::chrono::milliseconds head_time = std::chrono::seconds(10);
  std::chrono::milliseconds body_time = std::chrono::seconds(30);
  /// Between two requests.
  std::chrono::milliseconds idle_time = std::chrono::seconds(75);
  /// For the client to read a response, or a part of an event stream.
  std::chrono::milliseconds write_time = std::chrono::seconds(30);
  /// For the rest of a request that was refused, so that its answer arrives.
  std::chrono::milliseconds linger_time = std::chrono::seconds(10);
  /// For a client that may not know `tool_request`; then the tool is not called.
  std::chrono::milliseconds project_approval_time = std::chrono::minutes(10);
  double messages_per_minute = 60;  ///< Of users, for each address.
  double message_burst = 10;
  double frames_per_minute = 600;  ///< All others.
  double frame_burst = 120;
  /// REST requests with the token, for each address; those beyond get 429 with Retry-After.
  double requests_per_minute = 600;
  double request_burst = 150;
  /// A socket on which nothing is said for that long hears a heartbeat.
  std::chrono::milliseconds heartbeat = std::chrono::seconds(15);
  /// A peer that does not answer is given up after that long.
  std::chrono::seconds idle = std::chrono::seconds(40);
  /// PEM files. Both or neither; with them the gateway speaks TLS only.
  std::string tls_certificate = {};
  std::string tls_key = {};
};

/// Observes the gateway, for metrics and logs. Any thread; the functions do nothing unless
/// somebody measures.
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
