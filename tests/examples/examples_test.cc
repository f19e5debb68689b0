// Runs the programs of examples/, in both eras.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>

#include "mcp/client/client.hpp"

namespace mcp {
namespace {

namespace fs = std::filesystem;

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

TEST(ExampleClient, CallsAServer) {
  const std::string command = bin + "05_client " + bin + "03_progress";
  FILE* const output = ::popen(command.c_str(), "r");
  ASSERT_NE(output, nullptr);
  std::string text;
  std::array<char, 256> piece;
  while (std::fgets(piece.data(), piece.size(), output)) text += piece.data();
  EXPECT_EQ(::pclose(output), 0);
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
