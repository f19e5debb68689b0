#pragma once

#include <memory>
#include <thread>

#include "mcp/server/httplib.hpp"
#include "support/feature_server.hpp"

namespace mcp::test {

/// A feature server mounted in a server of cpp-httplib, on a port of its own until the end of the
/// test.
class MountHost {
 public:
  static constexpr std::size_t threads = 16;

  explicit MountHost(http::EndpointOptions options = {})
      : endpoint(std::make_shared<http::Endpoint>(server, std::move(options))) {
    listener_.new_task_queue = [] { return new httplib::ThreadPool(threads); };
    // Limits how long stopping waits, and also how long a client may take to send its first
    // request.
    listener_.set_keep_alive_timeout(1);
    mounted_ = mount(listener_, "/mcp", endpoint, {.max_streams = threads / 2});
    port_ = static_cast<std::uint16_t>(listener_.bind_to_any_port("127.0.0.1"));
    serving_ = std::jthread([this] { listener_.listen_after_bind(); });
    while (!listener_.is_running()) std::this_thread::yield();
  }
  ~MountHost() { stop(); }

  std::uint16_t port() const { return port_; }
  void stop() {
    mounted_->drain(std::chrono::seconds(1));
    listener_.stop();
  }

  FeatureServer server;
  const std::shared_ptr<http::Endpoint> endpoint;

 private:
  httplib::Server listener_;
  std::shared_ptr<Mount> mounted_;
  std::uint16_t port_ = 0;
  std::jthread serving_;
};

}  // namespace mcp::test
