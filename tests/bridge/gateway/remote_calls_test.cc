// Calls that wait for MCP servers or the model's API must not hold up anything else.

#include <gtest/gtest.h>

#include <condition_variable>
#include <list>
#include <mutex>

#include "bridge/gateway/gateway_host.hpp"
#include "bridge/gateway/model_list.hpp"
#include "support/eventually.hpp"
#include "support/raw_client.hpp"

namespace mcp::test::remote_calls_test {
namespace {

using bridge::HttpCall;
using bridge::HttpReply;

std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer token\r\n\r\n";
}

// Responds to "/remote" only when it is released or the client has disconnected.
class SlowServers {
 public:
  ~SlowServers() { release(); }

  HttpReply answer(const HttpCall& call) {
    if (call.path != "/remote") return bridge::json_reply({{"path", call.path}});
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, call.left, [this] { return released_; });
    --waiting_;
    changed_.notify_all();
    return bridge::json_reply({{"path", call.path}});
  }
  void release() {
    {
      const std::scoped_lock lock(mutex_);
      released_ = true;
    }
    changed_.notify_all();
  }
  bool wait_until_waiting(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return waiting_ == count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::size_t waiting_ = 0;
  bool released_ = false;
};

constexpr std::size_t places = 16;

class RemoteCalls : public testing::Test {
 protected:
  ~RemoteCalls() override { servers.release(); }

  // Makes as many waiting calls as the limit allows.
  void fill() {
    for (std::size_t i = 0; i < places; ++i) {
      callers.emplace_back(host.port()).send(get("/remote"));
    }
    ASSERT_TRUE(servers.wait_until_waiting(places));
  }

  SlowServers servers;
  GatewayHost host{{}, [this](const HttpCall& call) { return servers.answer(call); }};
  std::list<RawClient> callers;
};

TEST_F(RemoteCalls, DoNotHoldUpTheRest) {
  fill();
  EXPECT_EQ(RawClient(host.port()).ask(get("/health")).status, 200);
  EXPECT_EQ(RawClient(host.port()).ask(get("/stored")).status, 200);
  const RawResponse refused = RawClient(host.port()).ask(get("/remote"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.json().value("error", ""), "busy");
  servers.release();
  for (RawClient& caller : callers) EXPECT_EQ(caller.read().status, 200);
  EXPECT_EQ(RawClient(host.port()).ask(get("/remote")).status, 200);
}

TEST_F(RemoteCalls, EndWhenTheirClientsLeave) {
  fill();
  callers.clear();
  ASSERT_TRUE(servers.wait_until_waiting(0));
  RawClient next(host.port());
  next.send(get("/remote"));
  EXPECT_TRUE(servers.wait_until_waiting(1));
}

// A model that counts the requests for its list of models.
class CountedModel final : public bridge::Model {
 public:
  explicit CountedModel(std::vector<std::string> ids) : ids_(std::move(ids)) {}

  bridge::ModelOutcome ask(const bridge::ModelRequest&, bridge::ModelListener&,
                           std::stop_token) override {
    return {};
  }
  std::vector<std::string> models(std::stop_token) override {
    ++asked;
    return ids_;
  }

  std::atomic<int> asked = 0;

 private:
  const std::vector<std::string> ids_;
};

TEST(ModelList, IsAskedForOnce) {
  CountedModel model({"one", "two"});
  bridge::ModelList list;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(list.ids(model, {}).size(), 2U);
  EXPECT_EQ(model.asked, 1);
}

TEST(ModelList, IsAskedForAgainWhenItCouldNotBeFoundOut) {
  CountedModel model({});
  bridge::ModelList list;
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(list.ids(model, {}).empty());
  EXPECT_EQ(model.asked, 2);
}

}  // namespace
}  // namespace mcp::test::remote_calls_test
