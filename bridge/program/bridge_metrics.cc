#include "bridge/program/bridge_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "bridge/program/log.hpp"

namespace mcp::bridge {
namespace {

constexpr std::size_t longest_logged = 512;  // clients may send longer texts

const prometheus::Histogram::BucketBoundaries seconds = {0.01, 0.05, 0.1, 0.25, 0.5, 1,
                                                         2.5,  5,    10,  30,   60,  300};

struct Figure {
  const char* name;
  const char* help;
};

namespace figure {
constexpr Figure model_requests{"bridge_model_requests_total", "Requests to the model, by outcome"};
constexpr Figure first_token_seconds{"bridge_first_token_seconds",
                                     "From the request to the first content of the model"};
constexpr Figure resume_seconds{"bridge_resume_seconds",
                                "From the tool results to the end of the next message"};
constexpr Figure stream_seconds{"bridge_stream_seconds",
                                "From the request to the end of the message"};
constexpr Figure tool_approvals{"bridge_tool_approvals_total", "Decisions about tool calls"};
constexpr Figure approval_wait_seconds{"bridge_approval_wait_seconds",
                                       "From the question to the decision"};
constexpr Figure tool_seconds{"bridge_tool_seconds", "Tool calls"};
constexpr Figure tokens{"bridge_tokens_total", "Tokens, by kind"};
constexpr Figure cost_usd{"bridge_cost_usd_total", "Cost of the messages with a known price"};
constexpr Figure guard_matches{"bridge_guard_matches_total",
                               "Texts that matched a rule of the guard"};
constexpr Figure internal_errors{"bridge_internal_errors_total", "Internal errors of the bridge"};
constexpr Figure sockets_opened{"bridge_websocket_connections_total", "WebSockets opened"};
constexpr Figure websocket_connections{"bridge_websocket_connections", "WebSockets open now"};
constexpr Figure websocket_closes{"bridge_websocket_closes_total",
                                  "WebSockets closed, by close code"};
constexpr Figure invalid_frames{"bridge_invalid_frames_total", "Invalid frames"};
constexpr Figure http_requests{"bridge_http_requests_total", "HTTP requests, by status"};
constexpr Figure provider_limit{"bridge_provider_limit", "Rate limits that the provider reports"};
}  // namespace figure

constexpr ModelFailureKind failure_kinds[] = {
    ModelFailureKind::no_credit,   ModelFailureKind::unauthorized, ModelFailureKind::rate_limited,
    ModelFailureKind::unavailable, ModelFailureKind::refused,      ModelFailureKind::cancelled};

Json fields_of(const CallName& call, Observer::Seconds time) {
  return {{"session_id", call.session},
          {"tool_use_id", call.tool_use_id},
          {"server", call.server},
          {"tool", call.tool},
          {"seconds", time.count()}};
}

}  // namespace

class BridgeMetrics::Impl {
 public:
  void count(const Figure& figure, const prometheus::Labels& labels = {}, double by = 1) {
    prometheus::BuildCounter()
        .Name(figure.name)
        .Help(figure.help)
        .Register(registry_)
        .Add(labels)
        .Increment(by);
  }
  prometheus::Histogram& times(const Figure& figure, const prometheus::Labels& labels = {}) {
    return prometheus::BuildHistogram()
        .Name(figure.name)
        .Help(figure.help)
        .Register(registry_)
        .Add(labels, seconds);
  }
  void time(const Figure& figure, Seconds took, const prometheus::Labels& labels = {}) {
    times(figure, labels).Observe(took.count());
  }
  prometheus::Gauge& gauge(const Figure& figure, const prometheus::Labels& labels) {
    return prometheus::BuildGauge()
        .Name(figure.name)
        .Help(figure.help)
        .Register(registry_)
        .Add(labels);
  }
  std::string text() const { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

 private:
  prometheus::Registry registry_;
};

// Creates all metrics at 0, so that dashboards and alerts find them from the start.
BridgeMetrics::BridgeMetrics(const std::string& model) : impl_(std::make_unique<Impl>()) {
  impl_->count(figure::model_requests, {{"outcome", "ok"}}, 0);
  for (const auto kind : failure_kinds) {
    impl_->count(figure::model_requests, {{"outcome", name_of(error_of(kind))}}, 0);
  }
  for (const char* decision : {"approved", "denied", "expired", "cancelled"}) {
    impl_->count(figure::tool_approvals, {{"decision", decision}}, 0);
  }
  for (const char* kind : {"input", "output", "cache_read", "cache_write"}) {
    impl_->count(figure::tokens, {{"kind", kind}, {"model", model}}, 0);
  }
  for (const char* dialect : {"native", "gateway", "project"}) {
    impl_->count(figure::sockets_opened, {{"dialect", dialect}}, 0);
    impl_->gauge(figure::websocket_connections, {{"dialect", dialect}});
  }
  for (const auto code : {BridgeError::invalid_json, BridgeError::invalid_payload}) {
    impl_->count(figure::invalid_frames, {{"code", name_of(code)}}, 0);
  }
  for (const char* outcome : {"ok", "error"}) {
    impl_->times(figure::tool_seconds, {{"outcome", outcome}});
  }
  for (const Figure& each : {figure::first_token_seconds, figure::stream_seconds,
                             figure::resume_seconds, figure::approval_wait_seconds}) {
    impl_->times(each);
  }
  impl_->count(figure::cost_usd, {}, 0);
  impl_->count(figure::internal_errors, {}, 0);
  impl_->count(figure::http_requests, {{"status", "200"}}, 0);
  impl_->count(figure::websocket_closes, {{"code", "1000"}}, 0);
}

BridgeMetrics::~BridgeMetrics() = default;

void BridgeMetrics::model_asked(const std::string& session, const ModelFailure* failure) {
  const std::string outcome = failure ? name_of(error_of(failure->kind)) : "ok";
  impl_->count(figure::model_requests, {{"outcome", outcome}});
  Json fields{{"session_id", session}, {"outcome", outcome}};
  const bool failed = failure && failure->kind != ModelFailureKind::cancelled;
  if (!failed) return log(LogLevel::info, "model asked", std::move(fields));
  fields["detail"] = failure->detail;  // the API's type and message
  if (failure->status != 0) fields["status"] = failure->status;
  if (!failure->request_id.empty()) fields["api_request_id"] = failure->request_id;
  log(LogLevel::error, "model did not answer", std::move(fields));
}

void BridgeMetrics::first_token(Seconds time) {
  impl_->time(figure::first_token_seconds, time);
}

void BridgeMetrics::message_streamed(Seconds time) {
  impl_->time(figure::stream_seconds, time);
}

void BridgeMetrics::resumed(Seconds time) {
  impl_->time(figure::resume_seconds, time);
}

void BridgeMetrics::approval_settled(const CallName& call, const std::string& decision,
                                     Seconds waited) {
  impl_->count(figure::tool_approvals, {{"decision", decision}});
  impl_->time(figure::approval_wait_seconds, waited);
  Json fields = fields_of(call, waited);
  fields["decision"] = decision;
  log(LogLevel::info, "approval settled", std::move(fields));
}

void BridgeMetrics::tool_ran(const CallName& call, bool is_error, Seconds time) {
  const char* outcome = is_error ? "error" : "ok";
  impl_->time(figure::tool_seconds, time, {{"outcome", outcome}});
  Json fields = fields_of(call, time);
  fields["outcome"] = outcome;
  log(LogLevel::info, "tool ran", std::move(fields));
}

void BridgeMetrics::used(const UsageRecord& record) {
  const auto add = [&](const char* kind, std::int64_t tokens) {
    impl_->count(figure::tokens, {{"kind", kind}, {"model", record.model}},
                 static_cast<double>(tokens));
  };
  add("input", record.usage.input);
  add("output", record.usage.output);
  add("cache_read", record.usage.cache_read);
  add("cache_write", record.usage.cache_write_5m + record.usage.cache_write_1h);
  if (!record.cost_pico) return;
  impl_->count(figure::cost_usd, {}, static_cast<double>(*record.cost_pico) / 1e12);
}

void BridgeMetrics::flagged(const std::string& session, const std::string& rule, bool blocked) {
  impl_->count(figure::guard_matches, {{"rule", rule}, {"blocked", blocked ? "true" : "false"}});
  log(LogLevel::warning, "a rule matched a message",
      {{"session_id", session}, {"rule", rule}, {"blocked", blocked}});
}

void BridgeMetrics::failed(const std::string& session, const std::string& what) {
  impl_->count(figure::internal_errors);
  log(LogLevel::error, what, {{"session_id", session}});
}

void BridgeMetrics::socket_opened(const std::string& dialect) {
  impl_->count(figure::sockets_opened, {{"dialect", dialect}});
  impl_->gauge(figure::websocket_connections, {{"dialect", dialect}}).Increment();
}

void BridgeMetrics::socket_closed(const std::string& dialect, int code) {
  impl_->gauge(figure::websocket_connections, {{"dialect", dialect}}).Decrement();
  impl_->count(figure::websocket_closes, {{"code", std::to_string(code)}});
}

void BridgeMetrics::frame_refused(BridgeError code) {
  impl_->count(figure::invalid_frames, {{"code", name_of(code)}});
  log(LogLevel::warning, "a frame was refused", {{"code", encode(code)}});
}

void BridgeMetrics::answered(const HttpCall& call, int status) {
  impl_->count(figure::http_requests, {{"status", std::to_string(status)}});
  log(LogLevel::info, "request",
      {{"request_id", call.request_id},
       {"method", call.method.substr(0, longest_logged)},
       {"path", call.path.substr(0, longest_logged)},
       {"status", status}});
}

void BridgeMetrics::limit(const std::string& name, double value) {
  impl_->gauge(figure::provider_limit, {{"name", name}}).Set(value);
}

std::string BridgeMetrics::text() const {
  return impl_->text();
}

}  // namespace mcp::bridge
