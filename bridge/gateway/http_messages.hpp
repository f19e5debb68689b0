#pragma once

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/gateway/event_sink.hpp"
#include "bridge/session/bridge_error.hpp"

namespace mcp::bridge {

/// A request to the REST part, read whole.
struct HttpCall {
  std::string method;
  std::string path;                               ///< Decoded, without the query.
  std::map<std::string, std::string> query = {};  ///< Decoded.
  std::string body = {};
  std::string request_id = {};
  std::string host = {};  ///< This and what follows as the client has sent it.
  std::string accept = {};
  std::string accept_encoding = {};
  std::string if_none_match = {};
  std::string page_origin = {};  ///< Of a page that may call, and read the answer; empty: none.
  bool service_worker = false;   ///< It is for the script of a service worker.
  std::stop_token left = {};     ///< Stopped when the client has left before its answer.
};

struct HttpReply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  /// A body that is there for as long as the process; not copied.
  std::string_view fixed_body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  /// Instead of the body: sends events for as long as it runs, on a thread that may wait.
  std::function<void(EventSink&)> events = {};
};

/// Answers a request; may wait.
using RestHandler = std::function<HttpReply(const HttpCall&)>;

HttpReply json_reply(const Json& body, int status = 200);
/// {"error": code, "detail": what to do}
HttpReply error_reply(int status, BridgeError code, const std::string& detail);

/// "/a%20b?x=1&y" as its path and its query.
void split_target(std::string_view target, HttpCall& call);

}  // namespace mcp::bridge
