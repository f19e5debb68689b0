#pragma once

#include <memory>

#include "engine/correlator.hpp"
#include "mcp/server/gateway.hpp"
#include "server_core.hpp"

namespace mcp {

/// Sends a request to a legacy client: to `sink`, with an id of `calls`. `done` gets the response,
/// or an error when `stop` is requested, when the time is over, or when it cannot be sent.
void ask_client(const std::shared_ptr<ServerCore>& core, const std::shared_ptr<Correlator>& calls,
                const std::shared_ptr<Sink>& sink, InputRequest question,
                const std::stop_token& stop, std::function<void(Result<Json>)> done);

/// The session of a gateway's client, as the gateway sees it. Any thread.
class SessionOfGateway final : public GatewaySession {
 public:
  SessionOfGateway(std::shared_ptr<ServerCore> core, std::shared_ptr<Sink> sink,
                   std::shared_ptr<Correlator> calls, CallerInfo caller)
      : core_(std::move(core)),
        sink_(std::move(sink)),
        calls_(std::move(calls)),
        caller_(std::move(caller)) {}

  const CallerInfo& caller() const override { return caller_; }
  bool notify(Notification notification) override { return sink_->send(std::move(notification)); }
  void ask(InputRequest question, std::stop_token stop,
           std::function<void(Result<Json>)> done) override {
    ask_client(core_, calls_, sink_, std::move(question), stop, std::move(done));
  }

  const std::shared_ptr<Correlator>& calls() const { return calls_; }

 private:
  const std::shared_ptr<ServerCore> core_;
  const std::shared_ptr<Sink> sink_;
  const std::shared_ptr<Correlator> calls_;
  const CallerInfo caller_;
};

}  // namespace mcp
