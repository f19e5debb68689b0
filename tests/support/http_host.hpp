#pragma once

#include <memory>
#include <thread>

#include "mcp/server/http_listener.hpp"
#include "support/feature_server.hpp"

namespace mcp::test {

/// A feature server that listens on a port of its own until the end of the test.
class HttpHost {
 public:
  explicit HttpHost(http::ListenerOptions listening = {}, http::EndpointOptions options = {})
      : endpoint(server, std::move(options)),
        listener(endpoint, std::move(listening)),
        serving_([this](const std::stop_token& stop) {
          listener.run(stop);
          stopped_ = true;
          stopped_.notify_all();
        }) {}

  std::uint16_t port() const { return listener.port(); }
  void stop() { serving_.request_stop(); }
  /// Waits until the listener has stopped.
  void join() { serving_.join(); }
  bool stopped() const { return stopped_; }

  FeatureServer server;
  http::Endpoint endpoint;
  http::Listener listener;

 private:
  std::atomic<bool> stopped_ = false;
  std::jthread serving_;
};

}  // namespace mcp::test
