#pragma once

#include <gtest/gtest.h>

#include "mcp/server/server.hpp"
#include "support/message_log.hpp"

/// Code that tests of a Server's public interface share: a peer in either era, and recorded events.
namespace mcp::test {

using Notes = std::vector<std::string>;

/// One peer of a server, in a session or without one. One thread.
class Peer {
 public:
  Peer(Server& server, bool legacy, std::string principal = {})
      : legacy_(legacy), connection_(server.connect(log_, std::move(principal))) {}

  // Connects and returns the response to `initialize`. The session is open unless it was rejected.
  Json open(const Json& capabilities = Json::object()) {
    const Json answer = ask("initialize", {{"protocolVersion", "2025-11-25"},
                                           {"capabilities", capabilities},
                                           {"clientInfo", {{"name", "c"}, {"version", "1"}}}});
    if (answer.contains("result")) {
      connection_->receive(Notification{"notifications/initialized", nullptr});
    }
    return answer;
  }

  void send(RequestId id, const char* method, Json params) {
    if (!legacy_) {
      params["_meta"] = {{"io.modelcontextprotocol/protocolVersion", "2026-07-28"},
                         {"io.modelcontextprotocol/clientCapabilities", Json::object()}};
    }
    connection_->receive(Request{std::move(id), method, std::move(params)});
  }

  Json next() {
    const auto message = log_->next();
    return message ? Json::parse(to_text(*message)) : Json("nothing");
  }

  Json ask(const char* method, Json params) {
    send(++id_, method, std::move(params));
    return next();
  }

  Json call(const char* tool, Json arguments = Json::object()) {
    return ask("tools/call", {{"name", tool}, {"arguments", std::move(arguments)}});
  }

  ServerConnection& connection() { return *connection_; }
  bool has_nothing() { return log_->empty(); }

 private:
  const bool legacy_;
  std::int64_t id_ = 0;
  std::shared_ptr<MessageLog> log_ = std::make_shared<MessageLog>();
  std::unique_ptr<ServerConnection> connection_;
};

struct Name {
  std::string name;
  static Object<Name> describe() { return Object<Name>().required("name", &Name::name, "Whose"); }
};

class Eras : public testing::TestWithParam<bool> {
 protected:
  // A peer that may send requests.
  Peer peer(Server& server, std::string principal = {}) {
    Peer peer(server, GetParam(), std::move(principal));
    if (GetParam()) {
      EXPECT_TRUE(peer.open().contains("result"));
    }
    return peer;
  }
};
/// Hooks that record their calls.
inline ServerHooks noting_hooks(Notes& notes) {
  const auto note = [&notes](const char* what) -> SessionHook {
    return [&notes, what](const CallerInfo& caller) {
      notes.push_back(std::string(what) + ' ' + caller.principal);
    };
  };
  const auto watch = [&notes](const char* what) -> WatchHook {
    return [&notes, what](const CallerInfo& caller, const std::vector<std::string>& uris) {
      std::string line = std::string(what) + ' ' + caller.principal;
      for (const auto& uri : uris) line += ' ' + uri;
      notes.push_back(line);
    };
  };
  return {.session_opened = note("opened"),
          .session_initialized = note("initialized"),
          .session_closed = note("closed"),
          .subscribed = watch("watches"),
          .unsubscribed = watch("leaves")};
}

/// A resource whose content is "text".
inline void add_resource(Server& server, const std::string& uri) {
  server.add_resource({.uri = uri, .name = uri}, [](const std::string& read, RequestContext&) {
    return ReadResourceResult{.contents = {{.uri = read, .text = "text"}}};
  });
}

}  // namespace mcp::test
