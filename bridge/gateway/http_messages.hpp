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

/// A complete request to the REST part.
struct HttpCall {
  std::string method;
  std::string path;                               ///< Decoded, without the query.
  std::map<std::string, std::string> query = {};  ///< Decoded.
  std::string raw_query = {};                     ///< Still encoded, without the question mark.
  std::string body = {};
  std::string request_id = {};
  std::string host = {};  ///< This and the following headers are as the client sent them.
  std::string accept = {};
  std::string accept_encoding = {};
  std::string accept_language = {};
  std::string if_none_match = {};
  std::string page_origin = {};  ///< An allowed Origin, for CORS; empty: none.
  bool service_worker = false;   ///< It asks for the script of a service worker.
  std::stop_token left = {};     ///< Stopped when the client disconnects before the response.
};

struct HttpReply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  /// Used if `body` is empty: a body that lives as long as the process, and is not copied.
  std::string_view fixed_body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  /// Instead of the body: sends events until it returns, on a thread that may wait.
  std::function<void(EventSink&)> events = {};
};

/// Handles a request; may wait.
using RestHandler = std::function<HttpReply(const HttpCall&)>;

HttpReply json_reply(const Json& body, int status = 200);
/// {"error": code, "detail": what to do}
HttpReply error_reply(int status, BridgeError code, const std::string& detail);

/// Splits a request target such as "/a%20b?x=1&y" into path and query, and decodes them.
void split_target(std::string_view target, HttpCall& call);

}  // namespace mcp::bridge
