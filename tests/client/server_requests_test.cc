// Servers of 2025-11-25 that send requests but do not read the responses, or send invalid requests.

#include <algorithm>
#include <atomic>

#include "client/http_scripts.hpp"

namespace mcp::test::server_requests_test {
namespace {

Json ping(const std::string& id) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"method", "ping"}};
}

/// Threads wait at it until a test opens it.
class Gate {
 public:
  ~Gate() { open(); }
  void open() {
    const std::scoped_lock lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    most_ = std::max(most_, ++inside_);
    ++passed_;
    changed_.notify_all();
    changed_.wait_for(lock, patience, [this] { return open_; });
    --inside_;
  }
  /// Waits until `count` threads have reached it.
  bool wait_for(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return passed_ >= count; });
  }
  int most_at_once() const {
    const std::scoped_lock lock(mutex_);
    return most_;
  }
  int passed() const {
    const std::scoped_lock lock(mutex_);
    return passed_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int inside_ = 0;
  int most_ = 0;
  int passed_ = 0;
};

TEST(ServerRequests, OverHttpAreAnsweredAFewAtATime) {
  Gate gate;
  LegacyServer script(
      {{"POST",
        [&](const HttpCall&) {
          gate.pass();
          return status_answer(202);
        }},
       {"tools/call",
        [](const HttpCall& call) { return json_answer(result_of(call, text_result("done"))); }},
       {"GET", [](const HttpCall&) -> HttpAnswer {
          return {.type = "text/event-stream", .stream = [](HttpStream& out) {
                    for (int i = 0; i < 500; ++i) out.write(sse(ping(std::to_string(i))));
                    out.write(sse(notification("notifications/tools/list_changed")));
                    out.wait_until_closed();
                    return false;
                  }};
        }}});
  const HttpServer server(std::ref(script));
  Notes changes;
  Notes warnings;
  ClientOptions options;
  options.handlers.tools_changed = [&] { changes.add("tools"); };
  options.handlers.warning = [&](const std::string& text) { warnings.add(text); };
  auto client = connect_http(server, options);
  EXPECT_TRUE(changes.wait_for(1)) << "all pings have come";
  EXPECT_TRUE(gate.wait_for(8));
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done") << "calls go on beside them";
  gate.open();
  EXPECT_TRUE(gate.wait_for(64));
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  EXPECT_EQ(gate.passed(), 64);
  EXPECT_EQ(gate.most_at_once(), 8);
  ASSERT_EQ(warnings.all().size(), 1U);
  EXPECT_NE(warnings.all()[0].find("does not take the responses"), std::string::npos);
}

TEST(ServerRequests, OverStdioAreAnsweredUntilTooMuchIsUnread) {
  const std::string id(240, 'i');
  const Json answer{{"jsonrpc", "2.0"}, {"id", 1}, {"result", initialize_result()}};
  // The responses to all of them would make 11 MB.
  const std::string script = "read line; echo '" + to_text(answer) + "'; read line; yes '" +
                             to_text(ping(id)) + "' | head -n 40000; echo '" +
                             to_text(notification("notifications/tools/list_changed")) +
                             "'; grep -c result >&2";
  Notes changes;
  Notes warnings;
  std::string counted;
  ClientOptions options{.era = Era::legacy};
  options.handlers.tools_changed = [&] { changes.add("tools"); };
  options.handlers.warning = [&](const std::string& text) { warnings.add(text); };
  {
    auto client =
        Client::connect(spawn({.command = {"sh", "-c", script},
                               .on_stderr = [&](std::string_view text) { counted += text; },
                               .until_terminate = 10s}),
                        options);
    EXPECT_TRUE(changes.wait_for(1));
  }
  const std::size_t response = to_text(Json{{"id", id}, {"jsonrpc", "2.0"}}).size();
  const std::size_t answered = std::stoul(counted);
  EXPECT_GT(answered, 1000U);
  EXPECT_LT(answered * response, std::size_t{9} << 20) << answered;
  ASSERT_EQ(warnings.all().size(), 1U);
  EXPECT_NE(warnings.all()[0].find("does not take the responses"), std::string::npos);
}

/// A server that connects in one era and then sends the messages that the test gives it.
class Talker final : public Receiver {
 public:
  Talker(std::shared_ptr<Sink> sink, std::vector<RequestId>& answered)
      : sink_(std::move(sink)), answered_(answered) {}

  void receive(Message message) override {
    if (const auto* response = std::get_if<Response>(&message)) {
      answered_.push_back(response->id.value());
    }
    const auto* request = std::get_if<Request>(&message);
    if (!request) return;
    if (request->method != "ping") return open(*request);
    for (const RequestId& id :
         {RequestId(7), RequestId(std::string(256, 'a')), RequestId(std::string(257, 'b')),
          RequestId(std::string(70'000, 'c'))}) {
      sink_->send(Request{id, "ping", nullptr});
    }
    sink_->send(Response{request->id, Json{{"resultType", "complete"}}});
  }
  void closed() override {}

 private:
  void open(const Request& request) {
    const bool modern = request.method == "server/discover";
    Json result = modern ? Json{{"resultType", "complete"}, {"supportedVersions", {"2026-07-28"}}}
                         : initialize_result();
    result["capabilities"] = Json::object();
    sink_->send(Response{request.id, std::move(result)});
  }

  const std::shared_ptr<Sink> sink_;
  std::vector<RequestId>& answered_;
};

struct Answered {
  Era era;
  std::vector<RequestId> ids;
  const char* warning;
};

TEST(ServerRequests, NeedAShortIdAndAnEraThatHasThem) {
  const Answered cases[] = {
      {Era::legacy, {RequestId(7), RequestId(std::string(256, 'a'))}, "longer than 256 bytes"},
      {Era::modern, {}, "protocol version forbids"},
  };
  for (const auto& [era, ids, warning] : cases) {
    std::vector<RequestId> answered;
    Notes warnings;
    ClientOptions options{.era = era};
    options.handlers.warning = [&](const std::string& text) { warnings.add(text); };
    auto client = Client::connect(in_process([&](std::shared_ptr<Sink> sink) {
                                    return std::make_unique<Talker>(std::move(sink), answered);
                                  }),
                                  options);
    client.request("ping", nullptr);
    client.request("ping", nullptr);
    std::vector<RequestId> twice = ids;
    twice.insert(twice.end(), ids.begin(), ids.end());
    EXPECT_EQ(answered, twice);
    ASSERT_EQ(warnings.all().size(), 1U) << "one for each reason";
    EXPECT_NE(warnings.all()[0].find(warning), std::string::npos) << warnings.all()[0];
  }
}

}  // namespace
}  // namespace mcp::test::server_requests_test
