// Runs the programs of examples/, in both eras.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>

#include "mcp/client/client.hpp"
#include "mcp/client/http.hpp"
#include "support/server_process.hpp"

namespace mcp {
namespace {

namespace fs = std::filesystem;

using test::Launch;
using test::ServerProcess;

const std::string bin = MCP_BINARY_DIR "/";

class Examples : public ::testing::TestWithParam<Era> {
 protected:
  Client start(const std::string& example, ClientHandlers handlers = {}) {
    return Client::connect(spawn({.command = {bin + example}}),
                           {.handlers = std::move(handlers), .era = GetParam()});
  }

  static std::string first_text(const CallToolResult& result) {
    return std::string(text_of(result.content.at(0)));
  }
};

TEST_P(Examples, Hello) {
  auto client = start("01_hello_stdio");
  EXPECT_EQ(first_text(client.call_tool("greet", {{"name", "Ada"}, {"times", 2}})),
            "Hello, Ada! Hello, Ada! ");
  EXPECT_TRUE(client.call_tool("greet", {{"name", ""}}).is_error);
}

TEST_P(Examples, AskFirst) {
  ClientHandlers handlers;
  handlers.elicit = [](const Elicitation& question, std::stop_token) -> ElicitResult {
    EXPECT_EQ(question.message, "Deploy web?");
    return {ElicitAction::accept, Json({{"region", "america"}})};
  };
  auto client = start("02_ask_first", handlers);
  EXPECT_EQ(first_text(client.call_tool("deploy", {{"app", "web"}})), "Deployed web to america.");
}

TEST_P(Examples, Progress) {
  auto client = start("03_progress");
  int told = 0;
  const auto result = client.call_tool("count_primes", {{"to", 100}},
                                       {.on_progress = [&](const auto&) { ++told; }});
  EXPECT_EQ(result.structured, Json({{"count", 25}, {"largest", 97}}));
  EXPECT_EQ(told, 10);
}

TEST_P(Examples, ResourcesAndPrompts) {
  std::promise<std::string> updated;
  ClientHandlers handlers;
  handlers.resource_updated = [&](const std::string& uri) { updated.set_value(uri); };
  auto client = start("04_resources_and_prompts", handlers);
  const auto listening = client.listen({.uris = {"note:///todo"}});
  client.call_tool("add_note", {{"name", "todo"}, {"text", "Buy milk"}});
  EXPECT_EQ(updated.get_future().get(), "note:///todo");
  EXPECT_EQ(client.read_resource("note:///todo").contents[0].text, "Buy milk");
  EXPECT_THROW(client.read_resource("note:///nothing"), Error);
  EXPECT_EQ(client.complete_resource("note:///{name}", "name", "w").values,
            std::vector<std::string>({"welcome"}));
  EXPECT_EQ(text_of(client.get_prompt("summarize", {{"note", "x"}}).messages[0].content),
            "Summarize the note x");
}

std::string name_of(const ::testing::TestParamInfo<Era>& test) {
  return test.param == Era::modern ? "Modern" : "Legacy";
}

INSTANTIATE_TEST_SUITE_P(Eras, Examples, ::testing::Values(Era::modern, Era::legacy), name_of);

TEST_P(Examples, Middleware) {
  std::string told;
  {
    auto client =
        Client::connect(spawn({.command = {bin + "11_middleware"},
                               .on_stderr = [&](std::string_view piece) { told += piece; }}),
                        {.self = {"tester", "1"}, .era = GetParam()});
    EXPECT_EQ(first_text(client.call_tool("list", nullptr)), "Done.");
    EXPECT_THROW(client.call_tool("delete", nullptr), Error);
  }
  EXPECT_NE(told.find("tools/call: "), std::string::npos) << told;
  EXPECT_NE(told.find("tools/call failed: "), std::string::npos) << told;
  if (GetParam() == Era::legacy) {
    EXPECT_EQ(told.find("tester has come\n"), 0U) << told;
    EXPECT_NE(told.find("tester has gone\n"), std::string::npos) << told;
  }
}

// An example that prints its URL in its first line and runs until Enter is pressed.
class Listening {
 public:
  explicit Listening(Launch launch) : process_(std::move(launch)) {
    const std::string line = process_.read_line().value_or("");
    url_ = line.substr(0, line.find(';'));
    EXPECT_TRUE(url_.starts_with("http://127.0.0.1:")) << line;
  }
  const std::string& url() const { return url_; }
  std::optional<int> end() {
    process_.send("");
    return process_.wait_exit();
  }

 private:
  ServerProcess process_;
  std::string url_;
};

TEST(ExampleHttp, ServerAndClient) {
  Listening server({.arguments = {"0"}, .program = bin + "06_http_server"});
  ServerProcess client({.arguments = {server.url()}, .program = bin + "07_http_client"});
  EXPECT_EQ(client.read_line(), "adder speaks 2026-07-28");
  EXPECT_EQ(client.read_line(), "1 + 2 = 3");
  EXPECT_EQ(client.wait_exit(), 0);
  EXPECT_EQ(server.end(), 0);
}

TEST(ExampleHttp, Mount) {
  Listening server({.arguments = {}, .program = bin + "08_mount_httplib"});
  for (const Era era : {Era::modern, Era::legacy}) {
    auto client = Client::connect(over_http({.url = server.url()}), {.era = era});
    EXPECT_GT(std::stol(client.call<std::string>("seconds")), 1'700'000'000);
  }
  EXPECT_EQ(server.end(), 0);
}

TEST(ExampleHttp, Cgi) {
  const Json meta{{"io.modelcontextprotocol/protocolVersion", "2026-07-28"},
                  {"io.modelcontextprotocol/clientCapabilities", Json::object()}};
  const std::string body = to_text(Request{1, "tools/call", {{"name", "whoami"}, {"_meta", meta}}});
  ServerProcess program({.arguments = {"-c", bin + "09_endpoint_in_cgi && echo"},  // ends the line
                         .program = "/bin/sh",
                         .environment = {{"REQUEST_METHOD", "POST"},
                                         {"REMOTE_ADDR", "192.0.2.1"},
                                         {"CONTENT_TYPE", "application/json"},
                                         {"CONTENT_LENGTH", std::to_string(body.size())},
                                         {"HTTP_HOST", "localhost"},
                                         {"HTTP_ACCEPT", "application/json, text/event-stream"},
                                         {"HTTP_MCP_PROTOCOL_VERSION", "2026-07-28"},
                                         {"HTTP_MCP_METHOD", "tools/call"},
                                         {"HTTP_MCP_NAME", "whoami"}}});
  ASSERT_TRUE(program.send_bytes(body));
  std::string response;
  while (const auto line = program.read_line()) response += *line + '\n';
  EXPECT_TRUE(response.starts_with("Status: 200\r\n")) << response;
  EXPECT_NE(response.find("192.0.2.1"), std::string::npos) << response;
  EXPECT_EQ(program.wait_exit(), 0);
}

TEST(ExampleInProcess, Succeeds) {
  ServerProcess program({.arguments = {}, .program = bin + "10_in_process"});
  EXPECT_EQ(program.read_line(), "2026-07-28: greet works");
  EXPECT_EQ(program.read_line(), "2025-11-25: greet works");
  EXPECT_EQ(program.wait_exit(), 0);
}

TEST(ExampleClient, CallsAServer) {
  ServerProcess client({.arguments = {bin + "03_progress"}, .program = bin + "05_client"});
  std::string text;
  while (const auto line = client.read_line()) text += *line + '\n';
  EXPECT_EQ(client.wait_exit(), 0);
  EXPECT_NE(text.find("primes speaks 2026-07-28"), std::string::npos) << text;
  EXPECT_NE(text.find("- count_primes: Counts primes."), std::string::npos) << text;
  EXPECT_NE(text.find("1000: 168 primes so far"), std::string::npos) << text;
  EXPECT_NE(text.find(R"({"count":168,"largest":997})"), std::string::npos) << text;
}

TEST(ExampleSources, AreShort) {
  for (const auto& entry : fs::directory_iterator(MCP_SOURCE_DIR "/examples")) {
    if (entry.path().extension() != ".cc") continue;
    std::ifstream file(entry.path());
    const auto lines = std::count(std::istreambuf_iterator<char>(file), {}, '\n');
    EXPECT_LE(lines, 60) << entry.path();
  }
}

}  // namespace
}  // namespace mcp
