#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "bridge/gateway/chat_socket.hpp"
#include "bridge/gateway/gateway_state.hpp"
#include "http_server/service.hpp"

namespace mcp::bridge {

class RemoteCall;

/// Checks access, and starts the handling of a request or a WebSocket. On the connection's thread.
class GatewayConnection final : public http::ConnectionHandler {
 public:
  /// Until the client has shown the token, the connection may be closed to make room for another.
  GatewayConnection(GatewayState& state, http::Peer peer);

  http::Admission admit(const http::Request& request, bool has_body,
                        bool asks_for_upgrade) override;
  std::shared_ptr<http::Call> serve(http::Request request,
                                    std::shared_ptr<http::Outbox> outbox) override;
  boost::asio::awaitable<void> speak(http::ByteStream stream, http::Upgrade request) override;
  void stop() override;
  void sever() override;

 private:
  HttpCall call_of(const http::Request& request);
  Caller caller_of(const http::Request& request);
  bool opens_socket_as_own_user(const http::Request& request) const;
  bool becomes_known();
  http::Admission admit_socket();
  http::Admission answer(const HttpReply& reply) const;
  std::shared_ptr<http::Call> serve_remote(std::shared_ptr<http::Outbox> outbox);

  GatewayState& state_;
  const std::string address_;
  const int descriptor_;
  Counted counted_;  // once it has shown the token; until then state_.strangers holds it
  Strangers::Place place_;
  bool known_ = false;            // the client has shown the token
  bool asks_for_socket_ = false;  // the current request is a WebSocket upgrade
  HttpCall call_;                 // the current request, as far as it has been read
  Counted counted_socket_;
  std::shared_ptr<ChatSocket> socket_;
  std::weak_ptr<RemoteCall> remote_;
};

}  // namespace mcp::bridge
