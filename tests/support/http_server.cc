#include "support/http_server.hpp"

#include <httplib.h>

#include <algorithm>
#include <set>

#include "http/header_value.hpp"
#include "http/mirrored.hpp"
#include "wire/meta.hpp"

namespace mcp::test {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 10s;
constexpr std::size_t threads = 40;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

HttpCall to_call(const httplib::Request& request) {
  HttpCall call{.verb = request.method,
                .path = request.path,
                .target = request.target,
                .headers = {},
                .body = request.body.empty() ? Json() : Json::parse(request.body, nullptr, false),
                .port = request.remote_port,
                .at = std::chrono::steady_clock::now(),
                .text = request.body};
  for (const auto& [name, value] : request.headers) call.headers[lower(name)] = value;
  return call;
}

std::string check_modern(const HttpCall& call, const Json& params) {
  const Json* version = meta::find(params, meta::protocol_version);
  if (!version) return "";
  if (call.header("mcp-protocol-version") != *version) return "MCP-Protocol-Version";
  if (call.header("mcp-method") != call.method()) return "Mcp-Method";
  if (call.headers.contains("mcp-session-id")) return "Mcp-Session-Id";
  const auto name = http::mirrored_name(call.method(), params);
  if (name.has_value() != call.headers.contains("mcp-name")) return "Mcp-Name";
  if (name && http::from_header_value(call.header("mcp-name")) != name) return "Mcp-Name";
  return "";
}

// Spec: 2026-07-28 basic/transports/streamable-http, Sending Messages, Request Metadata.
std::string check(const HttpCall& call) {
  if (call.headers.contains("expect")) return "Expect";
  if (call.verb == "GET" && call.header("accept") != "text/event-stream") return "Accept";
  if (call.verb != "POST") return "";
  if (call.body.is_discarded() || !call.body.is_object()) return "body";
  if (call.header("content-type") != "application/json") return "Content-Type";
  const std::string accept = call.header("accept");
  const bool both = accept.find("application/json") != accept.npos &&
                    accept.find("text/event-stream") != accept.npos;
  if (!both) return "Accept";
  return check_modern(call, call.body.value("params", Json()));
}

}  // namespace

std::string HttpCall::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

class HttpServer::Running {
 public:
  explicit Running(Script script) : script_(std::move(script)) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(threads); };
    server_.set_keep_alive_max_count(100'000);
    server_.set_keep_alive_timeout(1);
    server_.set_tcp_nodelay(true);
    server_.set_pre_routing_handler(
        [this](const httplib::Request& request, httplib::Response& response) {
          // Bodies are read after routing.
          if (request.method == "POST") return httplib::Server::HandlerResponse::Unhandled;
          serve(request, response);
          return httplib::Server::HandlerResponse::Handled;
        });
    server_.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
      serve(request, response);
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }

  ~Running() {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    while (!server_.is_running()) std::this_thread::yield();
    server_.stop();
    thread_.join();
  }

  int port() const { return port_; }

  std::vector<HttpCall> calls() const {
    const std::scoped_lock lock(mutex_);
    return calls_;
  }

  std::vector<std::string> complaints() const {
    const std::scoped_lock lock(mutex_);
    return complaints_;
  }

  bool wait_for(const std::function<bool(const HttpCall&)>& wanted) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return std::ranges::any_of(calls_, wanted); });
  }

  bool wait_until_idle() const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [this] { return open_ == 0; });
  }

  bool wait_a_moment() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 5ms, [this] { return stopping_; });
  }

 private:
  class Stream final : public HttpStream {
   public:
    Stream(Running& server, httplib::DataSink& sink) : server_(server), sink_(sink) {}

    bool write(std::string_view bytes) override { return sink_.write(bytes.data(), bytes.size()); }

    bool wait_until_closed() override {
      while (!server_.wait_a_moment()) {
        if (!write(":\n")) return true;
      }
      return false;
    }

   private:
    Running& server_;
    httplib::DataSink& sink_;
  };

  void serve(const httplib::Request& request, httplib::Response& response) {
    const auto open = opened();
    const HttpCall call = to_call(request);
    const std::string wrong = check(call);
    {
      const std::scoped_lock lock(mutex_);
      calls_.push_back(call);
      if (!wrong.empty()) complaints_.push_back(wrong + " of " + call.verb + ' ' + call.method());
    }
    changed_.notify_all();
    say(script_(call), response, open);
  }

  void say(const HttpAnswer& answer, httplib::Response& response,
           const std::shared_ptr<void>& open) {
    response.status = answer.status;
    for (const auto& [name, value] : answer.headers) response.set_header(name, value);
    if (!answer.stream) return response.set_content(answer.body, answer.type);
    response.set_chunked_content_provider(
        answer.type, [this, stream = answer.stream, open](std::size_t, httplib::DataSink& sink) {
          Stream out(*this, sink);
          const bool complete = stream(out);
          if (complete) sink.done();
          return complete;
        });
  }

  // A call is open until the last copy of this pointer is destroyed.
  std::shared_ptr<void> opened() {
    count_open(1);
    return {static_cast<void*>(this), [this](void*) { count_open(-1); }};
  }

  void count_open(int change) {
    {
      const std::scoped_lock lock(mutex_);
      open_ += change;
    }
    changed_.notify_all();
  }

  const Script script_;
  httplib::Server server_;
  int port_ = 0;
  mutable std::mutex mutex_;  // guards the members below
  mutable std::condition_variable changed_;
  std::vector<HttpCall> calls_;
  std::vector<std::string> complaints_;
  int open_ = 0;  // number of open calls
  bool stopping_ = false;
  std::thread thread_;
};

HttpServer::HttpServer(Script script) : running_(std::make_unique<Running>(std::move(script))) {}
HttpServer::~HttpServer() = default;

std::string HttpServer::origin() const {
  return "http://127.0.0.1:" + std::to_string(running_->port());
}

std::vector<HttpCall> HttpServer::calls() const {
  return running_->calls();
}

std::vector<HttpCall> HttpServer::calls(const std::string& method) const {
  auto all = calls();
  std::erase_if(all, [&](const HttpCall& call) { return call.method() != method; });
  return all;
}

std::vector<std::string> HttpServer::methods() const {
  std::vector<std::string> all;
  const auto calls = this->calls();
  for (const auto& call : calls) {
    all.push_back(call.method().empty() ? call.verb : call.method());
  }
  return all;
}

bool HttpServer::wait_for(const std::function<bool(const HttpCall&)>& wanted) const {
  return running_->wait_for(wanted);
}

std::vector<std::string> HttpServer::complaints() const {
  return running_->complaints();
}

bool HttpServer::wait_until_idle() const {
  return running_->wait_until_idle();
}

std::string sse(const Json& message, const std::string& id) {
  return (id.empty() ? "" : "id: " + id + '\n') + "data: " + to_text(message) + "\n\n";
}

HttpAnswer sse_answer(std::string events) {
  return {.type = "text/event-stream",
          .stream = [events = std::move(events)](HttpStream& out) { return out.write(events); }};
}

HttpAnswer json_answer(const Json& message, int status) {
  return {.status = status, .body = to_text(message)};
}

HttpAnswer status_answer(int status) {
  return {.status = status, .type = "text/plain"};
}

}  // namespace mcp::test
