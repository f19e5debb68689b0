#pragma once

#include <functional>
#include <memory>

#include "mcp/server/http_listener.hpp"

namespace mcp::program {

/// Figures about the requests, for Prometheus. Any thread.
class Metrics {
 public:
  /// Figures that are asked for when they are shown.
  struct Gauges {
    std::function<double()> connections;
    std::function<double()> sessions;
  };

  explicit Metrics(Gauges gauges);
  ~Metrics();

  void count(const http::Access& access);
  /// The figures in Prometheus' text format.
  http::Page page() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace mcp::program
