// A server with faults: broken-server [--fault NAME]... [--http]. Over stdio, or over HTTP on a
// port that it prints.

#include <httplib.h>
#include <unistd.h>

#include <iostream>
#include <mutex>

#include "doctor/broken_server.hpp"

namespace {

using mcp::Json;
using mcp::test::BrokenServer;

void write_line(const std::string& line) {
  std::cout << line << '\n' << std::flush;
}

int serve_stdio(BrokenServer& server) {
  if (server.has("stdout-text")) write_line("Server is starting...");
  if (server.has("stdout-bytes")) write_line("\xff\xfe");
  std::string line;
  while (std::getline(std::cin, line)) {
    const Json message = Json::parse(line, nullptr, false);
    if (message.is_discarded()) {
      if (server.has("malformed-exit")) return 1;
      write_line(BrokenServer::error(nullptr, -32700, "Parse error").dump());
      continue;
    }
    for (const auto& sent : server.take(message)) write_line(sent.dump());
  }
  while (server.has("stays")) ::pause();
  return 0;
}

/// The HTTP side: what the headers must be, and sessions.
class HttpSide {
 public:
  explicit HttpSide(BrokenServer& server) : server_(server) {}

  void post(const httplib::Request& request, httplib::Response& response) {
    const std::lock_guard lock(mutex_);
    if (request.has_header("Origin") && !server_.has("http-any-origin")) {
      response.status = 403;
      return;
    }
    const Json message = Json::parse(request.body, nullptr, false);
    if (message.is_discarded()) {
      send(response, server_.has("http-malformed-200") ? 200 : 400,
           BrokenServer::error(nullptr, -32700, "Parse error"));
    } else if (is_modern(request, message)) {
      post_modern(request, message, response);
    } else {
      post_legacy(request, message, response);
    }
  }

  void get(const httplib::Request&, httplib::Response& response) {
    response.status = server_.has("get-page") ? 200 : 405;
    if (server_.has("get-page")) response.set_content("<p>Hello", "text/html");
  }

  void end(const httplib::Request& request, httplib::Response& response) {
    const std::lock_guard lock(mutex_);
    const std::string id = request.get_header_value("Mcp-Session-Id");
    if (id.empty()) {
      response.status = 405;
      return;
    }
    response.status = sessions_.contains(id) ? 200 : 404;
    if (!server_.has("session-kept")) sessions_.erase(id);
  }

 private:
  static constexpr const char* modern_version = "2026-07-28";

  static bool is_modern(const httplib::Request& request, const Json& message) {
    return BrokenServer::is_modern(message) ||
           request.get_header_value("MCP-Protocol-Version") == modern_version;
  }

  static void send(httplib::Response& response, int status, const Json& message) {
    response.status = status;
    response.set_content(message.dump(), "application/json");
  }

  void accept(httplib::Response& response) const {
    response.status = server_.has("http-notification-200") ? 200 : 202;
    if (server_.has("http-notification-body")) {
      response.set_content("accepted", "text/plain");
    }
  }

  static std::string mirrored_name(const Json& message) {
    const Json params = message.value("params", Json::object());
    return params.contains("uri") ? params.value("uri", "") : params.value("name", "");
  }

  // The name that the test encodes.
  static std::string decoded(const std::string& name) {
    const std::string encoded = "=?base64?bWNwLWRvY3RvcjovL25vLXN1Y2gtdGhpbmc=?=";
    return name == encoded ? "mcp-doctor://no-such-thing" : name;
  }

  bool headers_match(const httplib::Request& request, const Json& message) const {
    const std::string method = request.get_header_value("Mcp-Method");
    if (method.empty() && !server_.has("method-header-optional")) return false;
    if (!method.empty() && method != message["method"] && !server_.has("method-header-unchecked")) {
      return false;
    }
    const std::string version = request.get_header_value("MCP-Protocol-Version");
    if (version.empty() && !server_.has("version-header-optional")) return false;
    const Json meta = message["params"]["_meta"];
    const std::string own = meta.value("io.modelcontextprotocol/protocolVersion", version);
    if (!version.empty() && version != own && !server_.has("version-header-unchecked")) {
      return false;
    }
    const std::string named = request.get_header_value("Mcp-Name");
    const std::string wanted = mirrored_name(message);
    if (named.empty()) return wanted.empty() || server_.has("name-header-optional");
    const std::string name = server_.has("name-header-raw") ? named : decoded(named);
    return name == wanted || (server_.has("name-header-unchecked") && !named.starts_with("=?"));
  }

  static int status_of(const Json& message) {
    const int code = message.contains("error") && message["error"]["code"].is_number()
                         ? message["error"]["code"].get<int>()
                         : 0;
    if (code == -32601) return 404;
    return code == -32022 ? 400 : 200;
  }

  void post_modern(const httplib::Request& request, const Json& message,
                   httplib::Response& response) {
    const auto sent = server_.take(message);
    if (!message.contains("id")) return accept(response);
    const auto rejection = server_.reject_modern(message);
    if (rejection && (*rejection)["error"]["code"] == -32602) {
      return send(response, server_.has("http-missing-meta-200") ? 200 : 400, *rejection);
    }
    if (!headers_match(request, message)) {
      return send(response, 400, BrokenServer::error(message["id"], -32020, "Header mismatch"));
    }
    if (message["method"] == "subscriptions/listen") return stream(response, sent);
    const bool plain = message["method"] == "prompts/list" && server_.has("http-text");
    int status = status_of(sent.back());
    if (status == 404 && server_.has("http-unknown-method-200")) status = 200;
    if (status == 400 && server_.has("http-unsupported-version-200")) status = 200;
    send(response, status, sent.back());
    if (plain) response.set_content(sent.back().dump(), "text/plain");
    if (request.has_header("Mcp-Session-Id") && server_.has("session-minted")) {
      response.set_header("Mcp-Session-Id", "minted-for-nothing");
    }
  }

  void stream(httplib::Response& response, const std::vector<Json>& messages) const {
    std::string body;
    for (const auto& message : messages) body += "data: " + message.dump() + "\n\n";
    if (!server_.has("stream-buffered")) response.set_header("X-Accel-Buffering", "no");
    response.set_content(body, "text/event-stream");
  }

  void post_legacy(const httplib::Request& request, const Json& message,
                   httplib::Response& response) {
    const std::string method = message.value("method", "");
    if (method != "initialize" && !in_session(request, response)) return;
    const auto sent = server_.take(message);
    if (!message.contains("id")) return accept(response);
    if (method == "initialize") {
      std::string id = "0123456789abcdef-" + std::to_string(++last_session_);
      if (server_.has("session-blank")) id[3] = ' ';
      if (server_.has("session-short")) id = std::to_string(last_session_);
      sessions_.insert(id);
      response.set_header("Mcp-Session-Id", id);
    }
    send(response, 200, sent.back());
  }

  bool in_session(const httplib::Request& request, httplib::Response& response) const {
    const std::string version = request.get_header_value("MCP-Protocol-Version");
    if (version == "not-a-version" && !server_.has("bad-version-accepted")) {
      response.status = 400;
      return false;
    }
    const std::string id = request.get_header_value("Mcp-Session-Id");
    if (sessions_.contains(id)) return true;
    const bool confused = id == "mcp-doctor-no-such-session" && server_.has("session-unknown-400");
    response.status = id.empty() ? (server_.has("no-session-401") ? 404 : 400) : 404;
    if (confused) response.status = 400;
    return false;
  }

  BrokenServer& server_;
  std::mutex mutex_;
  std::set<std::string> sessions_;
  int last_session_ = 0;
};

int serve_http(BrokenServer& server) {
  HttpSide side(server);
  httplib::Server http;
  http.Post("/mcp", [&](const auto& request, auto& response) { side.post(request, response); });
  http.Get("/mcp", [&](const auto& request, auto& response) { side.get(request, response); });
  http.Delete("/mcp", [&](const auto& request, auto& response) { side.end(request, response); });
  write_line("http://127.0.0.1:" + std::to_string(http.bind_to_any_port("127.0.0.1")) + "/mcp");
  return http.listen_after_bind() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::set<std::string> faults;
  bool http = false;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--http") http = true;
    if (word == "--fault" && i + 1 < argc) faults.insert(argv[++i]);
  }
  BrokenServer server(faults);
  return http ? serve_http(server) : serve_stdio(server);
}
