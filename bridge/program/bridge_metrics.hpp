#pragma once

#include <memory>
#include <string>

#include "bridge/gateway/gateway.hpp"
#include "bridge/session/services.hpp"

namespace mcp::bridge {

/// Counts and logs the events of the bridge: Prometheus metrics and log lines. Any thread.
class BridgeMetrics final : public Observer, public GatewayObserver {
 public:
  /// Creates each metric with the value 0. `model`: the default model.
  explicit BridgeMetrics(const std::string& model);
  ~BridgeMetrics() override;

  void model_asked(const std::string& session, const ModelFailure* failure) override;
  void first_token(Seconds time) override;
  void message_streamed(Seconds time) override;
  void resumed(Seconds time) override;
  void approval_settled(const CallName& call, const std::string& decision, Seconds waited) override;
  void tool_ran(const CallName& call, bool is_error, Seconds time) override;
  void used(const UsageRecord& record) override;
  void flagged(const std::string& session, const std::string& rule, bool blocked) override;
  void failed(const std::string& session, const std::string& what) override;

  void socket_opened(const std::string& dialect) override;
  void socket_closed(const std::string& dialect, int code) override;
  void frame_refused(BridgeError code) override;
  void answered(const HttpCall& call, int status) override;

  /// Records the current value of a limit that the model's provider reports.
  void limit(const std::string& name, double value);

  /// All metrics in the Prometheus exposition format.
  std::string text() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace mcp::bridge
