#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "mcp/client/client.hpp"
#include "mcp/server/server.hpp"
#include "support/failure.hpp"

/// Clients of servers in this process, in both eras. Tests see the client's messages, and can close
/// the connection as if the server had died.
namespace mcp::test {

/// The requests and notifications that a client has sent, in order. Any thread.
class SentMessages {
 public:
  struct Sent {
    std::string method;
    Json params;
  };

  void add(const Message& message) {
    const std::scoped_lock lock(mutex_);
    if (const auto* request = std::get_if<Request>(&message)) {
      sent_.push_back({request->method, request->params});
    } else if (const auto* notification = std::get_if<Notification>(&message)) {
      sent_.push_back({notification->method, notification->params});
    }
  }

  /// The parameters of all messages of that method.
  std::vector<Json> of(const std::string& method) const {
    const std::scoped_lock lock(mutex_);
    std::vector<Json> params;
    for (const auto& sent : sent_) {
      if (sent.method == method) params.push_back(sent.params);
    }
    return params;
  }

  std::vector<std::string> methods() const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> methods;
    for (const auto& sent : sent_) methods.push_back(sent.method);
    return methods;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Sent> sent_;
};

/// Passes the client's messages on to a server and records them.
class Tap final : public Receiver {
 public:
  Tap(std::unique_ptr<Receiver> server, SentMessages& sent)
      : server_(std::move(server)), sent_(sent) {}

  void receive(Message message) override {
    sent_.add(message);
    server_->receive(std::move(message));
  }
  void closed() override { server_->closed(); }

 private:
  const std::unique_ptr<Receiver> server_;
  SentMessages& sent_;
};

/// A channel that the test shares with the client.
class SharedChannel final : public Channel {
 public:
  explicit SharedChannel(std::shared_ptr<Channel> channel) : channel_(std::move(channel)) {}
  ~SharedChannel() override { channel_->close(); }

  void start(Receiver& receiver) override { channel_->start(receiver); }
  bool send(Message message) override { return channel_->send(std::move(message)); }
  void forget(const RequestId& id) override { channel_->forget(id); }
  void close() noexcept override { channel_->close(); }
  std::string ending() const override { return channel_->ending(); }
  bool is_authorizing() const override { return channel_->is_authorizing(); }
  std::uint64_t authorizations() const override { return channel_->authorizations(); }

 private:
  const std::shared_ptr<Channel> channel_;
};

/// An AnsweringServer's response to a request.
using Outcome = std::variant<Json, Error>;

/// A server that connects in either era and responds to other requests with a function.
class AnsweringServer final : public Receiver {
 public:
  using Answer = std::function<Outcome(const Request&)>;

  AnsweringServer(std::shared_ptr<Sink> sink, Json capabilities, Answer answer)
      : sink_(std::move(sink)),
        capabilities_(std::move(capabilities)),
        answer_(std::move(answer)) {}

  void receive(Message message) override {
    const auto* request = std::get_if<Request>(&message);
    if (!request) return;
    Outcome outcome = answer(*request);
    auto* result = std::get_if<Json>(&outcome);
    if (result && !result->contains("resultType")) (*result)["resultType"] = "complete";
    sink_->send(Response{request->id, std::move(outcome)});
  }
  void closed() override {}

 private:
  Outcome answer(const Request& request) const {
    if (request.method == "server/discover") {
      return Json{{"supportedVersions", {"2026-07-28"}}, {"capabilities", capabilities_}};
    }
    if (request.method == "initialize") {
      return Json{{"protocolVersion", "2025-11-25"}, {"capabilities", capabilities_}};
    }
    return answer_(request);
  }

  const std::shared_ptr<Sink> sink_;
  const Json capabilities_;
  const Answer answer_;
};

/// A client of a server in this process, in the era of the parameter. Servers are made before the
/// client, which must be gone first.
class ServedClient : public ::testing::TestWithParam<Era> {
 protected:
  Client connect(Server& server, ClientOptions options = {}) {
    return connect_to(
        [&server](std::shared_ptr<Sink> sink) { return server.connect(std::move(sink)); },
        std::move(options));
  }

  /// A client of an AnsweringServer.
  Client connect(AnsweringServer::Answer answer, ClientOptions options = {},
                 Json capabilities = Json::object()) {
    return connect_to(
        [answer = std::move(answer),
         capabilities = std::move(capabilities)](std::shared_ptr<Sink> sink) {
          return std::make_unique<AnsweringServer>(std::move(sink), capabilities, answer);
        },
        std::move(options));
  }

  /// Closes the connection as if the server had died.
  void kill_server() { channel_->close(); }

  const SentMessages& sent() const { return sent_; }
  bool modern() const { return GetParam() == Era::modern; }

 private:
  using Serve = std::function<std::unique_ptr<Receiver>(std::shared_ptr<Sink>)>;

  Client connect_to(Serve serve, ClientOptions options) {
    options.era = GetParam();
    channel_ = in_process([this, serve = std::move(serve)](std::shared_ptr<Sink> sink) {
      return std::make_unique<Tap>(serve(std::move(sink)), sent_);
    });
    return Client::connect(std::make_unique<SharedChannel>(channel_), std::move(options));
  }

  SentMessages sent_;
  std::shared_ptr<Channel> channel_;
};

inline std::string name_of_era(const ::testing::TestParamInfo<Era>& info) {
  return info.param == Era::modern ? "Modern" : "Legacy";
}

#define MCP_BOTH_ERAS(Suite) \
  INSTANTIATE_TEST_SUITE_P(Eras, Suite, ::testing::Values(Era::modern, Era::legacy), name_of_era)

}  // namespace mcp::test
