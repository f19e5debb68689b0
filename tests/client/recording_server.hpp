#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/served_client.hpp"

namespace mcp::test {

/// A server in this process that keeps all that the client sends, and sends what a test wants.
class RecordingServer {
 public:
  /// Its response to a request; nothing: it does not respond.
  using Answer = std::function<std::optional<Outcome>(const Request&)>;

  explicit RecordingServer(Answer answer = {}, Json capabilities = Json::object())
      : answer_(std::move(answer)), capabilities_(std::move(capabilities)) {}

  std::unique_ptr<Channel> channel() {
    return in_process([this](std::shared_ptr<Sink> sink) {
      {
        const std::scoped_lock lock(mutex_);
        sink_ = sink;
      }
      return std::make_unique<End>(*this);
    });
  }

  /// The response of a server that connects in either era and has nothing to say.
  Outcome usual(const Request&) const {
    return Json{{"supportedVersions", {"2026-07-28"}},
                {"protocolVersion", "2025-11-25"},
                {"capabilities", capabilities_},
                {"content", Json::array()},
                {"tools", Json::array()}};
  }

  void send(Message message) {
    std::shared_ptr<Sink> sink;
    {
      const std::scoped_lock lock(mutex_);
      sink = sink_;
    }
    sink->send(std::move(message));
  }

  std::vector<Request> requests(const std::string& method = {}) const {
    std::vector<Request> found;
    for (const Message& message : received()) {
      const auto* request = std::get_if<Request>(&message);
      if (request && (method.empty() || request->method == method)) found.push_back(*request);
    }
    return found;
  }
  std::vector<Json> notifications(const std::string& method) const {
    std::vector<Json> found;
    for (const Message& message : received()) {
      const auto* notification = std::get_if<Notification>(&message);
      if (notification && notification->method == method) found.push_back(notification->params);
    }
    return found;
  }
  std::vector<Response> responses() const {
    std::vector<Response> found;
    for (const Message& message : received()) {
      if (const auto* response = std::get_if<Response>(&message)) found.push_back(*response);
    }
    return found;
  }

 private:
  class End final : public Receiver {
   public:
    explicit End(RecordingServer& server) : server_(server) {}
    void receive(Message message) override { server_.receive(std::move(message)); }
    void closed() override {}

   private:
    RecordingServer& server_;
  };

  std::vector<Message> received() const {
    const std::scoped_lock lock(mutex_);
    return received_;
  }

  void receive(Message message) {
    {
      const std::scoped_lock lock(mutex_);
      received_.push_back(message);
    }
    const auto* request = std::get_if<Request>(&message);
    if (!request) return;
    auto outcome = answer_ ? answer_(*request) : std::optional<Outcome>(usual(*request));
    if (!outcome) return;
    auto* result = std::get_if<Json>(&*outcome);
    if (result && !result->contains("resultType")) (*result)["resultType"] = "complete";
    send(Response{request->id, *std::move(outcome)});
  }

  const Answer answer_;
  const Json capabilities_;
  mutable std::mutex mutex_;
  std::vector<Message> received_;
  std::shared_ptr<Sink> sink_;
};

/// Handlers for every kind of input.
inline ClientHandlers every_handler() {
  return {.elicit = [](const Elicitation&, std::stop_token) { return ElicitResult{}; },
          .sample = [](const Json&, std::stop_token) { return Json::object(); },
          .roots = [] { return std::vector<Root>(); }};
}

}  // namespace mcp::test
