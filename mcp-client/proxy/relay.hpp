#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "mcp/server/gateway.hpp"
#include "relay_call.hpp"
#include "rounds.hpp"
#include "server_link.hpp"

namespace mcp::proxy {

/// Passes a request of a client to a server, and its result back; in both directions also progress,
/// cancellation and requests for input. In 2026-07-28 the client repeats its request with the
/// responses, so that one relay can have several requests, one after the other. Any thread.
class Relay final : public ParkedCall, public std::enable_shared_from_this<Relay> {
 public:
  Relay(std::shared_ptr<ServerLink> link, RelayCall call, std::shared_ptr<Rounds> rounds,
        std::chrono::milliseconds timeout);

  void start(std::shared_ptr<GatewayRequest> request);

  std::size_t server() const { return call_.server; }
  /// The client's request; null while the client has not repeated it, and in the end.
  std::shared_ptr<GatewayRequest> request() const;
  bool ended() const;

  /// Sends the questions of the server that wait in Rounds, if the request's result can carry them.
  void carry();
  bool resume(const std::shared_ptr<GatewayRequest>& request, const RelayCall& repeated) override;
  void expire() override;

 private:
  using StopCallback = std::stop_callback<std::function<void()>>;

  void attach(std::shared_ptr<GatewayRequest> request);
  std::shared_ptr<GatewayRequest> detach(bool ends);
  void send(Json params);
  void send_as_task_if_required(Json params);
  void send_to(Client& client, Json params, bool returns_task);
  void progressed(const Progress& progress);
  void answered(Result<Json> result);
  void ask_session(const std::shared_ptr<GatewayRequest>& request, const Json& result);
  void send_again(Json responses, const Json& result);
  void respond(Result<Json> result);

  const std::shared_ptr<ServerLink> link_;
  const RelayCall call_;
  const std::shared_ptr<Rounds> rounds_;
  const std::chrono::milliseconds timeout_;
  std::stop_source stop_;
  mutable std::mutex mutex_;  // guards the members below
  std::shared_ptr<GatewayRequest> request_;
  std::unique_ptr<StopCallback> on_stop_;
  std::vector<std::string> carried_;
  std::optional<Result<Json>> result_;  // arrived while there was no request
  bool ended_ = false;
  int asked_ = 0;
};

/// The parameters of a client's request without what concerns only its own connection: the keys of
/// `_meta` that name version, capabilities, client, log level and progress.
Json forwarded_params(const GatewayRequest& request);

}  // namespace mcp::proxy
