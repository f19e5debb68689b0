// Our client with third-party servers of the deprecated HTTP+SSE transport.

#include <algorithm>
#include <mutex>

#include "bridge/gateway/bridge_program.hpp"
#include "fleet/http_program.hpp"
#include "mcp/client/client.hpp"
#include "support/eventually.hpp"

namespace mcp::test::fleet_sse_test {
namespace {

using namespace std::chrono_literals;

std::string text_of_result(const CallToolResult& result) {
  std::string all;
  for (const auto& content : result.content) all += text_of(content);
  return all;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// What a client's handlers received.
class Received {
 public:
  ClientOptions options() {
    ClientOptions options;
    options.handlers.elicit = [this](const Elicitation& question, const std::stop_token&) {
      add("asked: " + question.message);
      return ElicitResult{ElicitAction::accept, Json{{"name", "Ada"}}};
    };
    options.handlers.sample = [](const Json&, const std::stop_token&) {
      return Json{{"role", "assistant"},
                  {"model", "none"},
                  {"content", {{"type", "text"}, {"text", "a sampled text"}}}};
    };
    options.handlers.roots = [] { return std::vector<Root>{{"file:///fleet"}}; };
    options.handlers.log = [this](LogLevel, const Json& data, const std::string&) {
      add("log: " + to_text(data));
    };
    options.handlers.resource_updated = [this](const std::string& uri) { add("updated: " + uri); };
    return options;
  }

  void add(std::string what) {
    const std::scoped_lock lock(mutex_);
    all_.push_back(std::move(what));
  }
  /// Waits for something that contains this text.
  bool wait_for(const std::string& part) {
    return eventually([&] {
      const std::scoped_lock lock(mutex_);
      return std::ranges::any_of(all_, [&](const auto& each) { return contains(each, part); });
    });
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> all_;
};

TEST(FleetSse, PythonServersAreReached) {
  MCP_NEEDS_FLEET();
  for (const char* environment : {"python-sdk-1", "python-sdk-2", "fastmcp-4"}) {
    const HttpProgram server(python_sse(environment));
    for (const auto transport : {HttpTransport::automatic, HttpTransport::sse}) {
      SCOPED_TRACE(environment);
      Received received;
      auto client = server.connect(transport, received.options());
      EXPECT_EQ(client.server_info().protocol_version, "2025-11-25");
      EXPECT_EQ(client.list_tools().size(), 2U);
      EXPECT_EQ(text_of_result(client.call_tool("add", {{"a", 2}, {"b", 3}})), "5");
      const auto greeting = client.call_tool(
          "greet", Json::object(), {.on_progress = [&](const Progress& progress) {
            received.add("progress: " + std::to_string(static_cast<int>(progress.progress)));
          }});
      EXPECT_EQ(text_of_result(greeting), "Hello Ada");
      EXPECT_TRUE(received.wait_for("progress: 1"));
      EXPECT_TRUE(received.wait_for("log: "));
      EXPECT_TRUE(received.wait_for("asked: Who are you?"));
    }
  }
}

TEST(FleetSse, EverythingDoesAllThatItDoesOverStdio) {
  MCP_NEEDS_FLEET();
  const HttpProgram server(everything_sse());
  for (const auto transport : {HttpTransport::automatic, HttpTransport::sse}) {
    Received received;
    auto client = server.connect(transport, received.options());
    EXPECT_EQ(client.server_info().protocol_version, "2025-11-25");
    EXPECT_GT(client.list_tools().size(), 10U);
    EXPECT_FALSE(client.list_resources().empty());
    EXPECT_FALSE(client.list_prompts().empty());
    const auto call = [&](const char* tool, const Json& arguments = Json::object()) {
      return text_of_result(client.call_tool(
          tool, arguments, {.on_progress = [&](const Progress& progress) {
            received.add("progress: " + std::to_string(static_cast<int>(progress.progress)));
          }}));
    };
    EXPECT_EQ(call("echo", {{"message", "\xC5\xBC\xF0\x9F\x9A\x80"}}),
              "Echo: \xC5\xBC\xF0\x9F\x9A\x80");
    EXPECT_TRUE(contains(call("trigger-long-running-operation", {{"duration", 0.2}, {"steps", 2}}),
                         "completed"));
    EXPECT_TRUE(received.wait_for("progress: 1"));
    EXPECT_TRUE(received.wait_for("progress: 2"));
    EXPECT_TRUE(contains(call("trigger-sampling-request", {{"prompt", "x"}}), "a sampled text"));
    EXPECT_TRUE(contains(call("trigger-elicitation-request"), "Ada"));
    EXPECT_TRUE(contains(call("get-roots-list"), "file:///fleet"));
    const std::string uri = "demo://resource/dynamic/text/1";
    const auto subscription = client.listen({.uris = {uri}});
    EXPECT_TRUE(received.wait_for("Received Subscribe Resource request"));
    call("toggle-subscriber-updates");
    EXPECT_TRUE(received.wait_for("updated: " + uri));
    call("toggle-subscriber-updates");
  }
}

TEST(FleetSse, BridgeReachesThem) {
  MCP_NEEDS_FLEET();
  const HttpProgram server(python_sse("fastmcp-4"));
  server.connect(HttpTransport::sse);
  BridgeProgram bridge;
  bridge.configure({{"mcpServers",
                     {{"named", {{"type", "sse"}, {"url", server.url()}}},
                      {"found", {{"url", server.url()}}},
                      {"other", {{"type", "http"}, {"url", server.url()}}}}}});
  bridge.start();
  bridge.ask("GET", "/api/tools");  // starts the servers
  std::map<std::string, std::string> states;
  const Json servers = bridge.ask("GET", "/api/servers").json()["servers"];
  for (const Json& each : servers) states[each["name"]] = each["state"];
  EXPECT_EQ(states, (std::map<std::string, std::string>{
                        {"named", "ready"}, {"found", "ready"}, {"other", "failed"}}))
      << servers;
  for (const char* name : {"named", "found"}) {
    const auto response = bridge.ask("POST", std::string("/api/tools/mcp__") + name + "__add/call",
                                     R"({"input": {"a": 2, "b": 3}})");
    EXPECT_EQ(response.json()["result"]["content"][0]["text"], "5") << response.json();
  }
}

TEST(FleetSse, ServerThatDiesIsReported) {
  MCP_NEEDS_FLEET();
  auto server = std::make_optional<HttpProgram>(python_sse("python-sdk-1"));
  auto client = server->connect(HttpTransport::sse);
  server.reset();
  try {
    client.call_tool("add", {{"a", 2}, {"b", 3}}, {.timeout = 20s});
    FAIL() << "it did not fail";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::connection_closed) << error.what();
  }
}

}  // namespace
}  // namespace mcp::test::fleet_sse_test
