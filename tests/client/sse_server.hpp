#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "client/http_scripts.hpp"

namespace mcp::test {

inline std::string endpoint_event(const std::string& url) {
  return "event: endpoint\ndata: " + url + "\n\n";
}

inline std::string message_event(const Json& message) {
  return "event: message\n" + sse(message);
}

/// What a server of the HTTP+SSE transport does.
struct SseScript {
  std::string begin = endpoint_event("/message");  ///< Sent when a stream opens.
  std::string revision = "2024-11-05";
  /// By method: the message to send on the stream; null: none.
  std::map<std::string, std::function<Json(const HttpCall&)>> methods = {};
  /// Instead of 202: the HTTP response to a message; status 0: 202.
  Script post = [](const HttpCall&) { return status_answer(0); };
  /// The HTTP response to other requests: a POST to the URL of the stream, a GET of another one.
  Script other = [](const HttpCall&) { return status_answer(405); };
};

/// A server of the HTTP+SSE transport: its stream is at `url()`, its endpoint at /message.
class SseServer {
 public:
  explicit SseServer(SseScript script)
      : script_(std::move(script)),
        server_([this](const HttpCall& call) { return respond(call); }) {}

  ~SseServer() {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }

  std::string url() const { return server_.url(); }
  const HttpServer& http() const { return server_; }

  /// Sends these bytes on the open stream, or on the next one.
  void send(std::string bytes) {
    const std::scoped_lock lock(mutex_);
    bytes_.push_back(std::move(bytes));
    changed_.notify_all();
  }
  /// Ends the stream after the bytes that were sent, properly or not.
  void end_stream(bool properly = true) {
    const std::scoped_lock lock(mutex_);
    ending_ = properly ? Ending::proper : Ending::broken;
    changed_.notify_all();
  }

  /// The requests in order: "POST initialize", "GET".
  std::vector<std::string> requests() const {
    std::vector<std::string> all;
    for (const auto& call : server_.calls()) {
      all.push_back(call.method().empty() ? call.verb : call.verb + ' ' + call.method());
    }
    return all;
  }

 private:
  enum class Ending { none, proper, broken };

  HttpAnswer respond(const HttpCall& call) {
    if (call.verb == "GET" && call.path == "/mcp") {
      return {.type = "text/event-stream",
              .stream = [this](HttpStream& out) { return write_stream(out); }};
    }
    if (call.verb != "POST" || call.path != "/message") return script_.other(call);
    if (const auto answer = script_.post(call); answer.status != 0) return answer;
    if (const Json message = message_for(call); !message.is_null()) send(message_event(message));
    return {.status = 202, .type = "text/plain", .body = "Accepted"};
  }

  Json message_for(const HttpCall& call) {
    const auto found = script_.methods.find(call.method());
    if (found != script_.methods.end()) return found->second(call);
    if (!call.body.contains("id") || call.method().empty()) return nullptr;
    if (call.method() != "initialize") return error_of(call, -32601);
    Json result = initialize_result();
    result["protocolVersion"] = script_.revision;
    return result_of(call, std::move(result));
  }

  // A new stream replaces the old one, which must not take messages of a client that has read the
  // beginning of the new one. Comments show when the client has closed the connection.
  bool write_stream(HttpStream& out) {
    std::unique_lock lock(mutex_);
    const int stream = ++streams_;
    ending_ = Ending::none;
    lock.unlock();
    if (!out.write(script_.begin)) return false;
    lock.lock();
    while (true) {
      changed_.wait_for(lock, 5ms, [&] {
        return stopping_ || stream != streams_ || !bytes_.empty() || ending_ != Ending::none;
      });
      if (stopping_ || stream != streams_) return false;
      std::string bytes = ":\n";
      if (!bytes_.empty()) {
        bytes = std::move(bytes_.front());
        bytes_.pop_front();
      } else if (const auto ending = std::exchange(ending_, Ending::none); ending != Ending::none) {
        return ending == Ending::proper;
      }
      lock.unlock();
      if (!out.write(bytes)) return false;
      lock.lock();
    }
  }

  const SseScript script_;
  std::mutex mutex_;  // guards the members below
  std::condition_variable changed_;
  std::deque<std::string> bytes_;
  Ending ending_ = Ending::none;
  int streams_ = 0;
  bool stopping_ = false;
  HttpServer server_;  // last: its threads use the members above
};

inline Client connect_sse(const SseServer& server, HttpTransport transport = HttpTransport::sse,
                          ClientOptions options = {}) {
  return Client::connect(over_http({.url = server.url(), .transport = transport}),
                         std::move(options));
}

inline Json done_result(const HttpCall& call) {
  return result_of(call, text_result("done"));
}

/// A server with one tool.
inline SseScript with_tool(std::function<Json(const HttpCall&)> tool = done_result) {
  return {.methods = {{"tools/call", std::move(tool)}}};
}

inline bool mentions(const Error& error, const std::string& text) {
  return std::string(error.what()).find(text) != std::string::npos;
}

}  // namespace mcp::test
