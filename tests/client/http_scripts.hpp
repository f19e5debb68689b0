#pragma once

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "mcp/client/client.hpp"
#include "mcp/client/http.hpp"
#include "support/build_kind.hpp"
#include "support/failure.hpp"
#include "support/http_server.hpp"

/// Scripted servers for tests of a client over HTTP.
namespace mcp::test {

using namespace std::chrono_literals;
using Script = HttpServer::Script;

inline Json result_of(const HttpCall& call, Json result) {
  return {{"jsonrpc", "2.0"}, {"id", call.body["id"]}, {"result", std::move(result)}};
}

inline Json error_of(const HttpCall& call, int code, Json data = nullptr) {
  Json error{{"code", code}, {"message", "refused"}};
  if (!data.is_null()) error["data"] = std::move(data);
  return {{"jsonrpc", "2.0"}, {"id", call.body["id"]}, {"error", std::move(error)}};
}

inline Json notification(const std::string& method, Json params = Json::object()) {
  return {{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
}

inline Json text_result(const std::string& text) {
  return {{"resultType", "complete"}, {"content", {{{"type", "text"}, {"text", text}}}}};
}

inline Json capabilities() {
  return {{"tools", Json::object()}, {"resources", Json::object()}, {"logging", Json::object()}};
}

/// A server of 2026-07-28 that knows these methods, and `server/discover`.
inline Script modern(std::map<std::string, Script> methods) {
  methods.try_emplace("server/discover", [](const HttpCall& call) {
    return json_answer(result_of(call, {{"resultType", "complete"},
                                        {"supportedVersions", {"2026-07-28"}},
                                        {"capabilities", capabilities()}}));
  });
  return [methods = std::move(methods)](const HttpCall& call) {
    if (call.verb != "POST") return status_answer(405);
    const auto found = methods.find(call.method());
    return found != methods.end() ? found->second(call) : json_answer(error_of(call, -32601), 404);
  };
}

inline Json initialize_result() {
  return {{"protocolVersion", "2025-11-25"},
          {"capabilities", capabilities()},
          {"serverInfo", {{"name", "fake"}, {"version", "1"}}}};
}

/// A server of 2025-11-25 with a session, which it may change, and these methods and verbs.
class LegacyServer {
 public:
  explicit LegacyServer(std::map<std::string, Script> known) : known_(std::move(known)) {}

  void set_session(const std::string& session) {
    const std::scoped_lock lock(mutex_);
    session_ = session;
  }
  std::string session() const {
    const std::scoped_lock lock(mutex_);
    return session_;
  }

  HttpAnswer operator()(const HttpCall& call) const {
    if (call.method() == "server/discover") return status_answer(400);
    if (call.method() == "initialize") {
      auto answer = json_answer(result_of(call, initialize_result()));
      answer.headers["Mcp-Session-Id"] = session();
      return answer;
    }
    if (call.header("mcp-session-id") != session()) return status_answer(404);
    const auto found = known_.find(call.method().empty() ? call.verb : call.method());
    if (found != known_.end()) return found->second(call);
    if (call.verb != "POST") return status_answer(405);
    return call.body.contains("id") && call.body.contains("method")
               ? json_answer(error_of(call, -32601))
               : status_answer(202);
  }

 private:
  const std::map<std::string, Script> known_;
  mutable std::mutex mutex_;
  std::string session_ = "first";
};

/// The texts that handlers received, in order. Any thread.
class Notes {
 public:
  void add(std::string note) {
    const std::scoped_lock lock(mutex_);
    notes_.push_back(std::move(note));
    changed_.notify_all();
  }
  std::vector<std::string> all() const {
    const std::scoped_lock lock(mutex_);
    return notes_;
  }
  /// Waits until there are `count` texts. False on timeout.
  bool wait_for(std::size_t count) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return notes_.size() >= count; });
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::string> notes_;
};

inline Client connect_http(const HttpServer& server, ClientOptions options = {},
                           HttpTarget target = {}) {
  if (target.url.empty()) target = {.url = server.url(), .reconnection = {.shortest = 10ms}};
  return Client::connect(over_http(std::move(target)), std::move(options));
}

inline std::string text_in(const CallToolResult& result) {
  return result.content.empty() ? "" : std::string(text_of(result.content.front()));
}

}  // namespace mcp::test
