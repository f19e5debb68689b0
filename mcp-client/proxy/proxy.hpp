#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "mcp/server/gateway.hpp"
#include "peer.hpp"

namespace mcp::proxy {

/// Passes the requests of a Server's clients to other servers. Any thread.
class Proxy final : public Gateway {
 public:
  explicit Proxy(Options options);
  /// Calls `close`; unless that was done before, not on a thread of the proxy.
  ~Proxy() override;

  void describe(const CallerInfo& caller, const std::shared_ptr<GatewaySession>& session,
                Described done) override;
  void closed(const std::shared_ptr<GatewaySession>& session) override;
  void notified(const std::shared_ptr<GatewaySession>& session,
                const Notification& notification) override;
  void handle(std::shared_ptr<GatewayRequest> request) override;
  Json schema_with_headers(std::string_view tool) const override;

  /// Disconnects from all servers, waits for that and ends the proxy's threads. Requests fail from
  /// now on.
  void close();

 private:
  using Pointer = std::shared_ptr<Peer>;

  Pointer peer(const CallerInfo& caller, const std::shared_ptr<GatewaySession>& session);
  void expire();
  void close_later(Pointer peer);

  const std::shared_ptr<Shared> shared_;
  mutable std::mutex mutex_;  // guards the members below
  bool closed_ = false;
  std::map<const GatewaySession*, Pointer> sessions_;
  std::map<std::string, Pointer> stateless_;
  Peer::Clock::time_point looked_{};
  std::size_t closing_ = 0;
  std::condition_variable all_closed_;
};

}  // namespace mcp::proxy
