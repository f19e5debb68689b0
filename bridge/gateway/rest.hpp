#pragma once

#include <functional>
#include <set>
#include <stop_token>
#include <string>

#include "bridge/gateway/http_messages.hpp"
#include "bridge/gateway/model_list.hpp"
#include "bridge/gateway/page.hpp"
#include "bridge/gateway/route.hpp"
#include "bridge/session/chat_sessions.hpp"
#include "bridge/usage/accountant.hpp"

namespace mcp::bridge {

/// The REST API of the bridge: sessions, tools, approvals, usage. Any thread; waits for storage and
/// servers.
class Rest {
 public:
  struct Parts {
    ChatSessions& sessions;
    Accountant& accountant;
    const Page& page;
    std::set<std::string> projects = {};
    std::function<std::string()> metrics = {};
    bool has_model = false;
    std::string version = {};   ///< Of the program.
    std::stop_token stop = {};  ///< Stopped when the process ends: no handler waits any more.
  };

  explicit Rest(Parts parts) : parts_(std::move(parts)) {}

  HttpReply answer(const HttpCall& call) const;
  static Route route_of(const std::string& path);

 private:
  using Words = std::vector<std::string>;  // the segments of the path

  HttpReply ready() const;
  HttpReply sessions(const HttpCall& call, const Words& words) const;
  HttpReply one_session(const HttpCall& call, const Words& words) const;
  HttpReply projects(const HttpCall& call, const Words& words) const;
  HttpReply usage(const HttpCall& call, const Words& words) const;
  HttpReply usage_of(const std::string& project) const;
  HttpReply tools(const HttpCall& call, const Words& words) const;
  HttpReply call_tool(const HttpCall& call, const std::string& api_name) const;
  void watch(const OfferedTool& tool, const Json& input, EventSink& sink) const;
  HttpReply oauth(const HttpCall& call) const;
  HttpReply servers(const HttpCall& call, const Words& words) const;
  HttpReply approvals(const HttpCall& call, const Words& words) const;
  HttpReply rules(const HttpCall& call, const Words& words) const;
  HttpReply models(const HttpCall& call, const Words& words) const;
  OutputScreen screen() const { return parts_.sessions.services().screen(); }

  const Parts parts_;
  mutable ModelList models_;
};

}  // namespace mcp::bridge
