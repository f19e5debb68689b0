#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "http/header_value.hpp"
#include "http/mirrored.hpp"
#include "mcp/server/http_endpoint.hpp"

/// Valid requests, which a test can then make invalid.
namespace mcp::test {

inline constexpr const char* modern_version = "2026-07-28";
inline constexpr const char* legacy_version = "2025-11-25";

inline void drop_header(http::Request& request, const std::string& name) {
  std::erase_if(request.headers, [&](const auto& header) { return header.name == name; });
}

inline void set_header(http::Request& request, const std::string& name, std::string value) {
  drop_header(request, name);
  request.headers.push_back({name, std::move(value)});
}

inline http::Request post(std::string body) {
  return {"POST",
          {{"Host", "127.0.0.1"},
           {"Content-Type", "application/json"},
           {"Accept", "application/json, text/event-stream"}},
          std::move(body)};
}

inline Json message(const std::string& method, Json params = Json::object(), Json id = 1) {
  return {{"jsonrpc", "2.0"}, {"id", std::move(id)}, {"method", method}, {"params", params}};
}

inline Json notification(const std::string& method, Json params = Json::object()) {
  return {{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
}

inline Json modern_message(const std::string& method, Json params = Json::object(), Json id = 1) {
  Json& meta = params["_meta"];
  meta["io.modelcontextprotocol/protocolVersion"] = modern_version;
  meta["io.modelcontextprotocol/clientInfo"] = {{"name", "test"}, {"version", "1"}};
  meta["io.modelcontextprotocol/clientCapabilities"] = Json::object();
  return message(method, std::move(params), std::move(id));
}

/// A POST of 2026-07-28, with the headers that mirror the message.
inline http::Request modern_post(const Json& message) {
  http::Request request = post(message.dump());
  const std::string method = message["method"];
  request.headers.push_back({"MCP-Protocol-Version", modern_version});
  request.headers.push_back({"Mcp-Method", method});
  const auto name = http::mirrored_name(method, message["params"]);
  if (name) request.headers.push_back({"Mcp-Name", http::to_header_value(*name)});
  return request;
}

inline http::Request modern_tool(const std::string& tool, Json arguments, Json id = 1,
                                 Json progress_token = nullptr) {
  Json params{{"name", tool}, {"arguments", std::move(arguments)}};
  if (!progress_token.is_null()) params["_meta"]["progressToken"] = std::move(progress_token);
  return modern_post(modern_message("tools/call", std::move(params), std::move(id)));
}

inline http::Request initialize_post(const std::string& version = legacy_version,
                                     Json capabilities = Json::object()) {
  const Json params{{"protocolVersion", version},
                    {"capabilities", std::move(capabilities)},
                    {"clientInfo", {{"name", "test"}, {"version", "1"}}}};
  return post(message("initialize", params, 0).dump());
}

/// A POST in a session.
inline http::Request legacy_post(const std::string& session, const Json& message) {
  http::Request request = post(message.dump());
  request.headers.push_back({"MCP-Protocol-Version", legacy_version});
  request.headers.push_back({"Mcp-Session-Id", session});
  return request;
}

inline http::Request legacy_tool(const std::string& session, const std::string& tool,
                                 Json arguments, Json id = 1, Json progress_token = nullptr) {
  Json params{{"name", tool}, {"arguments", std::move(arguments)}};
  if (!progress_token.is_null()) params["_meta"]["progressToken"] = std::move(progress_token);
  return legacy_post(session, message("tools/call", std::move(params), std::move(id)));
}

/// The GET of a stream in a session.
inline http::Request stream_get(const std::string& session, const std::string& last_event_id = {}) {
  http::Request request{
      "GET",
      {{"Host", "127.0.0.1"}, {"Accept", "text/event-stream"}, {"Mcp-Session-Id", session}},
      {}};
  if (!last_event_id.empty()) request.headers.push_back({"Last-Event-ID", last_event_id});
  return request;
}

inline http::Request session_delete(const std::string& session) {
  return {"DELETE", {{"Host", "127.0.0.1"}, {"Mcp-Session-Id", session}}, {}};
}

/// The request as the bytes of HTTP/1.1.
inline std::string to_wire(const http::Request& request, const std::string& target = "/mcp") {
  std::string text = request.method + ' ' + target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
  return text + "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" +
         request.body;
}

}  // namespace mcp::test
