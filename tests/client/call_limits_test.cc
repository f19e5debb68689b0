// The limit on a whole call: progress and rounds of input restart only the timeout of a request.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "client/served_client.hpp"
#include "runtime/pause.hpp"

namespace mcp::test::call_limits_test {
namespace {

using namespace std::chrono_literals;

/// A server that never answers `tools/call`, but sends progress without end.
class BusyServer final : public Receiver {
 public:
  explicit BusyServer(std::shared_ptr<Sink> sink) : sink_(std::move(sink)) {}

  void receive(Message message) override {
    const auto* request = std::get_if<Request>(&message);
    if (!request) return;
    if (request->method != "tools/call") {
      sink_->send(Response{request->id, Json{{"supportedVersions", {"2026-07-28"}},
                                             {"protocolVersion", "2025-11-25"},
                                             {"capabilities", Json::object()}}});
      return;
    }
    const Json token = request->params["_meta"]["progressToken"];
    busy_ = std::jthread([sink = sink_, token](const std::stop_token& stop) {
      int progress = 0;
      while (pause_for(2ms, stop)) {
        sink->send(Notification{"notifications/progress",
                                {{"progressToken", token}, {"progress", ++progress}}});
      }
    });
  }
  void closed() override { busy_ = {}; }

 private:
  const std::shared_ptr<Sink> sink_;
  std::jthread busy_;
};

class CallLimits : public ::testing::TestWithParam<Era> {
 protected:
  Error call(CallOptions options) {
    std::atomic<int> progress = 0;
    options.on_progress = [&](const Progress&) { ++progress; };
    auto client = Client::connect(in_process([](std::shared_ptr<Sink> sink) {
                                    return std::make_unique<BusyServer>(std::move(sink));
                                  }),
                                  {.era = GetParam()});
    const Error error = failure([&] { client.call_tool("busy", nullptr, options); });
    EXPECT_EQ(error.code(), ErrorCode::request_timed_out);
    seen = progress;
    return error;
  }
  int seen = 0;
};

MCP_BOTH_ERAS(CallLimits);

TEST_P(CallLimits, ProgressExtendsACallUpToItsLimit) {
  const Error error = call({.timeout = 200ms, .max_timeout = 500ms});
  EXPECT_STREQ(error.what(),
               "No result of tools/call within the limit of 500 ms on a whole call "
               "(CallOptions::max_timeout)");
  EXPECT_GT(seen, 1);
}

TEST_P(CallLimits, WithoutExtensionTheTimeoutIsTheLimit) {
  const Error error = call({.timeout = 50ms, .progress_extends_timeout = false});
  EXPECT_STREQ(error.what(), "No response to tools/call within 50 ms");
}

TEST_P(CallLimits, ASmallerLimitThanTheTimeoutIsTheTimeout) {
  const Error error = call({.timeout = 50ms, .max_timeout = 1ms});
  EXPECT_STREQ(error.what(), "No response to tools/call within 50 ms");
}

TEST_P(CallLimits, TheLargestLimitIsNone) {
  const Error error = call({.timeout = 50ms,
                            .progress_extends_timeout = false,
                            .max_timeout = std::chrono::milliseconds::max()});
  EXPECT_STREQ(error.what(), "No response to tools/call within 50 ms");
}

}  // namespace
}  // namespace mcp::test::call_limits_test
