// Each request is answered at most once, and exactly once when all clients have disconnected and
// the endpoint is destroyed. Each line of an input is a request: its method, its headers and its
// body; `bye` disconnects a client.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fuzz.hpp"
#include "support/http_requests.hpp"
#include "text/unicode.hpp"

namespace {

using namespace mcp;

class Counted final : public http::Responder {
 public:
  void respond(http::ResponseHead head, std::string) override {
    require(!begun_ && !ended_);
    begun_ = ended_ = true;
    for (const auto& [name, value] : head.headers) {
      if (name == "Mcp-Session-Id") session = value;
    }
  }
  void start(http::ResponseHead) override {
    require(!begun_ && !ended_);
    begun_ = true;
  }
  bool write(std::string) override {
    require(begun_ && !ended_);
    return true;
  }
  void finish() override {
    require(begun_ && !ended_);
    ended_ = true;
  }

  bool ended() const { return ended_; }
  std::string session;

 private:
  bool begun_ = false;
  bool ended_ = false;
};

struct Open {
  std::shared_ptr<Counted> responder;
  std::shared_ptr<http::Call> call;
  bool left = false;
};

void add_tools(Server& server) {
  const HandlerOptions at_once{.may_block = false};
  server.add_tool({.name = "say"}, ToolHandler([](const Json&, ToolContext& context) -> ToolReply {
                    context.progress(1);
                    return text("said");
                  }),
                  at_once);
  server.add_tool({.name = "ask"}, ToolHandler([](const Json&, ToolContext& context) -> ToolReply {
                    const auto roots = context.roots();
                    if (context.waiting()) return context.input_required();
                    return text("asked");
                  }),
                  at_once);
  server.add_deferred_tool({.name = "never"},
                           [](Json, std::shared_ptr<ToolContext> context,
                              std::function<void(ToolReply)>) { context->progress(1); });
}

// The first letters choose method and headers, the rest is the body; `S` in it is replaced by the
// session's id.
http::Request to_request(std::string_view line, const std::string& session) {
  const auto shape = line.substr(0, line.find(' '));
  const std::string body(line.substr(std::min(line.size(), shape.size() + 1)));
  if (shape == "get") return test::stream_get(session, body);
  if (shape == "delete") return test::session_delete(session);
  if (shape == "initialize" && is_utf8(body)) return test::initialize_post(body);
  const bool is_object = body.size() < 4096 && Json::accept(body) && Json::parse(body).is_object();
  const Json parsed = is_object ? Json::parse(body) : Json::object();
  const bool is_message = parsed.contains("method") && parsed["method"].is_string() &&
                          parsed.contains("params") && parsed["params"].is_object();
  if (shape == "modern" && is_message) return test::modern_post(parsed);
  if (shape == "legacy") {
    http::Request request = test::legacy_post(session, parsed);
    request.body = body;
    return request;
  }
  http::Request request = test::post(body);
  request.method = std::string(shape);
  return request;
}

}  // namespace

void fuzz(std::string_view input) {
  if (input.size() > 4096) return;
  std::vector<Open> all;
  {
    Server server({"fuzz", "1"});
    add_tools(server);
    http::Endpoint endpoint(server, {.max_sessions = 3, .replay_bytes = 500});
    std::string session = "none";
    while (!input.empty()) {
      const auto line = input.substr(0, input.find('\n'));
      input.remove_prefix(std::min(input.size(), line.size() + 1));
      if (line == "bye" && !all.empty()) {
        if (auto& last = all.back(); last.call && !last.left && !last.responder->ended()) {
          last.left = true;
          last.call->disconnected();
          last.call.reset();
        }
        continue;
      }
      if (line == "expire") endpoint.expire(http::Endpoint::Clock::now() + std::chrono::hours(9));
      if (line == "end") endpoint.end_streams();
      Open open{std::make_shared<Counted>(), nullptr, false};
      open.call = endpoint.handle(to_request(line, session), open.responder);
      if (!open.responder->session.empty()) session = open.responder->session;
      all.push_back(std::move(open));
    }
    for (auto& open : all) open.call.reset();
  }
  for (const auto& open : all) require(open.left || open.responder->ended());
}
