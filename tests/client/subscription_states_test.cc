// What a caller learns about a subscription: accepted changes, lost and renewed, ended.

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

#include "client/served_client.hpp"
#include "support/eventually.hpp"

namespace mcp::test::subscription_states_test {
namespace {

/// A server of either era that tests control.
class Listened {
 public:
  std::atomic<bool> rejects = false;
  std::atomic<bool> acknowledges = true;

  /// Ends the open subscription of 2026-07-28 with a response or with `notifications/cancelled`.
  void end(bool gracefully) {
    const std::scoped_lock lock(mutex_);
    const Json meta{{"io.modelcontextprotocol/subscriptionId", mcp::to_json(id_)}};
    if (gracefully) {
      sink_->send(Response{id_, Json{{"resultType", "complete"}, {"_meta", meta}}});
    } else {
      sink_->send(Notification{"notifications/cancelled",
                               {{"requestId", mcp::to_json(id_)}, {"_meta", meta}}});
    }
  }

  void receive(const std::shared_ptr<Sink>& sink, const Request& request) {
    const std::scoped_lock lock(mutex_);
    sink_ = sink;
    if (request.method == "subscriptions/listen") return listen(request);
    if (request.method == "resources/subscribe" && rejects) {
      sink->send(Response{request.id, Error(ErrorCode::invalid_params, "No such resource")});
      return;
    }
    sink->send(Response{request.id, Json{{"resultType", "complete"},
                                         {"supportedVersions", {"2026-07-28"}},
                                         {"protocolVersion", "2025-11-25"},
                                         {"capabilities",
                                          {{"tools", {{"listChanged", true}}},
                                           {"prompts", Json::object()},
                                           {"resources", {{"subscribe", true}}}}}}});
  }

 private:
  // The server has no changes of prompts.
  void listen(const Request& request) {
    if (rejects) {
      sink_->send(Response{request.id, Error(ErrorCode::invalid_params, "No such resource")});
      return;
    }
    id_ = request.id;
    if (!acknowledges) return;
    Json filter = request.params["notifications"];
    filter.erase("promptsListChanged");
    sink_->send(Notification{
        "notifications/subscriptions/acknowledged",
        {{"notifications", filter},
         {"_meta", {{"io.modelcontextprotocol/subscriptionId", mcp::to_json(request.id)}}}}});
  }

  std::mutex mutex_;
  std::shared_ptr<Sink> sink_;
  RequestId id_;
};

class ListenedServer final : public Receiver {
 public:
  ListenedServer(std::shared_ptr<Sink> sink, Listened& state)
      : sink_(std::move(sink)), state_(state) {}
  void receive(Message message) override {
    if (const auto* request = std::get_if<Request>(&message)) state_.receive(sink_, *request);
  }
  void closed() override {}

 private:
  const std::shared_ptr<Sink> sink_;
  Listened& state_;
};

/// The states that a handler was called with. Any thread.
class States {
 public:
  SubscriptionHandler handler() {
    return [this](SubscriptionState state, const std::string& reason) {
      const std::scoped_lock lock(mutex_);
      states_.push_back(state);
      last_reason_ = reason;
    };
  }
  std::vector<SubscriptionState> all() const {
    const std::scoped_lock lock(mutex_);
    return states_;
  }
  std::string last_reason() const {
    const std::scoped_lock lock(mutex_);
    return last_reason_;
  }
  bool become(const std::vector<SubscriptionState>& expected) const {
    return eventually([&] { return all() == expected; });
  }

 private:
  mutable std::mutex mutex_;
  std::vector<SubscriptionState> states_;
  std::string last_reason_;
};

using enum SubscriptionState;

class SubscriptionStates : public ::testing::TestWithParam<Era> {
 protected:
  Client connect(ClientOptions options = {}) {
    options.era = GetParam();
    options.handlers.warning = [this](const std::string& text) {
      const std::scoped_lock lock(mutex_);
      warnings_ += text + '\n';
    };
    channel_ = in_process([this](std::shared_ptr<Sink> sink) {
      return std::make_unique<ListenedServer>(std::move(sink), server);
    });
    return Client::connect(std::make_unique<SharedChannel>(channel_), std::move(options));
  }
  void kill_server() { channel_->close(); }
  bool modern() const { return GetParam() == Era::modern; }
  std::string warnings() {
    const std::scoped_lock lock(mutex_);
    return warnings_;
  }

  const ListenFilter wanted{.tools = true, .prompts = true, .uris = {"note://a"}};
  const ListenFilter granted{.tools = true, .uris = {"note://a"}};
  Listened server;
  States states;

 private:
  std::shared_ptr<Channel> channel_;
  std::mutex mutex_;
  std::string warnings_;
};

MCP_BOTH_ERAS(SubscriptionStates);

TEST_P(SubscriptionStates, TheServerMayAcceptFewerChanges) {
  auto client = connect();
  const auto subscription = client.listen(wanted, states.handler());
  EXPECT_EQ(subscription->state(), active);
  EXPECT_EQ(subscription->accepted(), granted);
  EXPECT_EQ(states.all(), (std::vector{active}));
  const bool warned = warnings().find("only {\"resourceSubscriptions\"") != std::string::npos;
  EXPECT_EQ(warned, modern()) << warnings();
}

TEST_P(SubscriptionStates, IsRenewedAfterALostConnection) {
  auto client = connect();
  const auto subscription = client.listen(granted, states.handler());
  kill_server();
  EXPECT_TRUE(states.become({active, interrupted, active}));
  EXPECT_EQ(subscription->state(), active);
  EXPECT_EQ(subscription->accepted(), granted);
  EXPECT_EQ(warnings().find("only"), std::string::npos);
}

TEST_P(SubscriptionStates, EndsIfTheClientDoesNotReconnect) {
  auto client = connect({.restart = false});
  const auto subscription = client.listen(granted, states.handler());
  kill_server();
  EXPECT_TRUE(states.become({active, interrupted, ended}));
  EXPECT_EQ(subscription->state(), ended);
  EXPECT_NE(states.last_reason().find("The server is gone"), std::string::npos);
}

TEST_P(SubscriptionStates, EndsIfTheServerRejectsItsRenewal) {
  auto client = connect();
  const auto subscription = client.listen(granted, states.handler());
  server.rejects = true;
  kill_server();
  EXPECT_TRUE(states.become({active, interrupted, ended}));
  EXPECT_EQ(states.last_reason(), "No such resource");
  client.request("prompts/get", nullptr);
}

TEST_P(SubscriptionStates, MayBeRejected) {
  server.rejects = true;
  auto client = connect();
  if (modern()) {
    EXPECT_EQ(client.listen(granted, states.handler())->state(), ended);
    EXPECT_EQ(states.all(), (std::vector{ended}));
  } else {
    EXPECT_EQ(failure([&] { client.listen(granted); }).code(), ErrorCode::invalid_params);
  }
}

class ModernSubscriptionStates : public SubscriptionStates {};
INSTANTIATE_TEST_SUITE_P(Eras, ModernSubscriptionStates, ::testing::Values(Era::modern),
                         name_of_era);

TEST_P(ModernSubscriptionStates, TheServerMayEndIt) {
  for (const bool gracefully : {true, false}) {
    States ends;
    auto client = connect();
    const auto subscription = client.listen(granted, ends.handler());
    server.end(gracefully);
    EXPECT_TRUE(ends.become({active, ended}));
    EXPECT_EQ(ends.last_reason(), "The server ended the subscription");
    EXPECT_EQ(subscription->state(), ended);
  }
}

TEST_P(ModernSubscriptionStates, OfAnEndedHandleNothingIsReported) {
  auto client = connect();
  client.listen(granted, states.handler()).reset();
  kill_server();
  client.ping();
  EXPECT_EQ(states.all(), (std::vector{active}));
}

}  // namespace
}  // namespace mcp::test::subscription_states_test
