#pragma once

#include <functional>
#include <memory>

#include "mcp/server/http_listener.hpp"

namespace mcp::program {

/// Metrics of the requests, for Prometheus. Any thread.
class Metrics {
 public:
  /// Metrics that are read when the page is made.
  struct Gauges {
    std::function<double()> connections;
    std::function<double()> sessions;
  };

  explicit Metrics(Gauges gauges);
  ~Metrics();

  void count(const http::Access& access);
  /// The metrics in Prometheus' text format.
  http::Page page() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace mcp::program
