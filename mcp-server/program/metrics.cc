#include "program/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace mcp::program {
namespace {

const prometheus::Histogram::BucketBoundaries seconds = {0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05,
                                                         0.1,    0.5,    1,     5,     30,   300};

}  // namespace

class Metrics::Impl {
 public:
  explicit Impl(Gauges gauges)
      : gauges_(std::move(gauges)),
        requests_(prometheus::BuildCounter()
                      .Name("mcp_http_requests_total")
                      .Help("Requests answered, by status")
                      .Register(registry_)),
        duration_(prometheus::BuildHistogram()
                      .Name("mcp_http_request_duration_seconds")
                      .Help("Time until the last byte of the response was sent")
                      .Register(registry_)
                      .Add({}, seconds)),
        received_(counter("mcp_http_received_bytes_total", "Bytes of request bodies")),
        sent_(counter("mcp_http_sent_bytes_total", "Bytes of responses")),
        connections_(gauge("mcp_http_connections", "Connections open now")),
        sessions_(gauge("mcp_http_sessions", "Sessions of legacy clients open now")) {}

  void count(const http::Access& access) {
    requests_.Add({{"status", std::to_string(access.status)}}).Increment();
    duration_.Observe(std::chrono::duration<double>(access.duration).count());
    received_.Increment(static_cast<double>(access.received));
    sent_.Increment(static_cast<double>(access.sent));
  }

  http::Page page() {
    connections_.Set(gauges_.connections());
    sessions_.Set(gauges_.sessions());
    return {"text/plain; version=0.0.4",
            prometheus::TextSerializer().Serialize(registry_.Collect())};
  }

 private:
  prometheus::Counter& counter(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry_).Add({});
  }
  prometheus::Gauge& gauge(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry_).Add({});
  }

  const Gauges gauges_;
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Histogram& duration_;
  prometheus::Counter& received_;
  prometheus::Counter& sent_;
  prometheus::Gauge& connections_;
  prometheus::Gauge& sessions_;
};

Metrics::Metrics(Gauges gauges) : impl_(std::make_unique<Impl>(std::move(gauges))) {}

Metrics::~Metrics() = default;

void Metrics::count(const http::Access& access) {
  impl_->count(access);
}

http::Page Metrics::page() const {
  return impl_->page();
}

}  // namespace mcp::program
