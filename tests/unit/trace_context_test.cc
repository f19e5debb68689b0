#include "mcp/trace_context.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace mcp {
namespace {

constexpr const char* parent = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text + std::to_string(i) + "=x,";
  all.pop_back();
  return all;
}

TEST(TraceContext, TakesWhatW3cDefines) {
  const std::vector<TraceContext> valid = {
      {},
      {.traceparent = parent},
      {.traceparent = "01-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01-more"},
      {.tracestate = "vendor=value"},
      {.tracestate = "a=1, tenant@system=x y ,,0rojo=00f067"},
      {.tracestate = repeated("k", 32)},
      {.baggage = "userId=alice"},
      {.baggage = "a=1 ; property ; p2=v , b=%20x , c="},
      {.baggage = repeated("k", 180)},
      {.traceparent = parent, .tracestate = "a=b", .baggage = "c=d"},
  };
  for (const auto& trace : valid) {
    const auto checked = check_trace(trace);
    EXPECT_TRUE(checked) << checked.error().what() << trace.tracestate << trace.baggage;
  }
}

TEST(TraceContext, RejectsTheRest) {
  const std::vector<std::pair<TraceContext, const char*>> wrong = {
      {{.traceparent = "text"}, "traceparent"},
      {{.traceparent = std::string(parent) + "-more"}, "traceparent"},
      {{.traceparent = std::string(parent) + "\n"}, "traceparent"},
      {{.traceparent = "ff-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01"}, "traceparent"},
      {{.traceparent = "00-0AF7651916CD43DD8448EB211C80319C-00f067aa0ba902b7-01"}, "traceparent"},
      {{.traceparent = "00-00000000000000000000000000000000-00f067aa0ba902b7-01"}, "traceparent"},
      {{.traceparent = "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"}, "traceparent"},
      {{.traceparent = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-0"}, "traceparent"},
      {{.traceparent = "00_0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01"}, "traceparent"},
      {{.tracestate = "vendor"}, "tracestate"},
      {{.tracestate = "Vendor=a"}, "tracestate"},
      {{.tracestate = "a=b=c"}, "tracestate"},
      {{.tracestate = "a="}, "tracestate"},
      {{.tracestate = "a=1,a=2"}, "tracestate"},
      {{.tracestate = "a=\x01"}, "tracestate"},
      {{.tracestate = repeated("k", 33)}, "tracestate"},
      {{.tracestate = "a=" + std::string(257, 'x')}, "tracestate"},
      {{.baggage = "key"}, "baggage"},
      {{.baggage = "k y=v"}, "baggage"},
      {{.baggage = "k=v w"}, "baggage"},
      {{.baggage = "k=\"v\""}, "baggage"},
      {{.baggage = "k=v,"}, "baggage"},
      {{.baggage = repeated("k", 181)}, "baggage"},
      {{.baggage = "k=" + std::string(8191, 'v')}, "baggage"},
  };
  for (const auto& [trace, member] : wrong) {
    const auto checked = check_trace(trace);
    ASSERT_FALSE(checked) << trace.traceparent << trace.tracestate << trace.baggage;
    EXPECT_EQ(checked.error().code(), ErrorCode::invalid_params);
    EXPECT_EQ(std::string(checked.error().what()), std::string("The trace context has a `") +
                                                       member + "` that is not in the W3C format");
  }
}

}  // namespace
}  // namespace mcp
