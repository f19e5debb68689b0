// mcp-client proxy in front of all third-party servers: its clients of either era see the tools of
// each. scripts/compatibility makes a table of what is recorded here.

#include <fstream>
#include <future>
#include <map>
#include <memory>

#include "fleet/http_program.hpp"
#include "proxy/proxied_server.hpp"
#include "support/scratch.hpp"

namespace mcp::test::fleet_proxy_test {
namespace {

using namespace std::chrono_literals;

/// The number of tools by server.
using Tools = std::map<std::string, std::size_t>;

/// The server as a client sees it that is connected to the server itself.
struct Direct {
  std::string revision;
  std::size_t tools = 0;
};

Direct learn(Client client) {
  return {client.server_info().protocol_version, client.list_tools().size()};
}

Direct learn_from_process(const std::vector<std::string>& command) {
  return learn(Client::connect(spawn({.command = command, .on_stderr = [](std::string_view) {}}),
                               {.connect_timeout = 120s}));
}

/// All servers of the fleet, running where they are programs of their own.
class WholeFleet {
 public:
  WholeFleet() {
    for (auto& server : fleet_servers(scratch_.path())) {
      config_[server.name] = {
          {"command", server.command[0]},
          {"args", std::vector<std::string>(server.command.begin() + 1, server.command.end())}};
      learning_.emplace(server.name,
                        std::async(std::launch::async, learn_from_process, server.command));
      all_.emplace_back(std::move(server), "stdio");
    }
    for (auto& server : sse_servers()) {
      programs_.push_back(std::make_unique<HttpProgram>(server.command));
      const HttpProgram* program = programs_.back().get();
      config_[server.name] = {{"type", "sse"}, {"url", program->url()}};
      learning_.emplace(server.name, std::async(std::launch::async, [program] {
                          return learn(program->connect(HttpTransport::sse));
                        }));
      all_.emplace_back(std::move(server), "HTTP+SSE");
    }
    for (auto& [name, learned] : learning_) direct_[name] = learned.get();
    std::ofstream(config_file()) << to_text(Json{{"mcpServers", config_}});
  }

  std::string config_file() const { return scratch_ / "servers.json"; }
  /// Each with its transport.
  const std::vector<std::pair<FleetServer, std::string>>& all() const { return all_; }
  const Direct& direct(const std::string& name) const { return direct_.at(name); }
  Tools tools() const {
    Tools tools;
    for (const auto& [name, learned] : direct_) tools[name] = learned.tools;
    return tools;
  }

 private:
  const Scratch scratch_;
  std::vector<std::pair<FleetServer, std::string>> all_;
  std::vector<std::unique_ptr<HttpProgram>> programs_;
  std::map<std::string, std::future<Direct>> learning_;
  std::map<std::string, Direct> direct_;
  Json config_ = Json::object();
};

Tools tools_by_server(Client& client) {
  Tools tools;
  for (const auto& tool : client.list_tools()) ++tools[tool.name.substr(0, tool.name.find("__"))];
  return tools;
}

TEST(FleetProxy, ServesTheWholeFleetBehindOneEndpoint) {
  MCP_NEEDS_FLEET();
  const WholeFleet servers;
  const ServerProcess proxy(
      {.arguments = {"proxy", "--config", servers.config_file(), "--listen", "0"},
       .program = MCP_BINARY_DIR "/mcp-client"});
  std::map<Era, Tools> through;
  for (const Era era : {Era::modern, Era::legacy}) {
    SCOPED_TRACE(era == Era::modern ? "2026-07-28" : "2025-11-25");
    auto client = Client::connect(over_http({.url = url_said_by(proxy)}),
                                  {.era = era, .connect_timeout = 120s});
    through[era] = tools_by_server(client);
    EXPECT_EQ(through[era], servers.tools());
    for (const char* adder : {"sse-python-1__add", "sse-python-2__add", "sse-fastmcp__add"}) {
      const auto sum = client.call_tool(adder, {{"a", 2}, {"b", 3}});
      EXPECT_EQ(text_of(sum.content.at(0)), "5") << adder;
    }
    for (const char* echo : {"everything__echo", "sse-everything__echo"}) {
      const auto said = client.call_tool(echo, {{"message", "hi"}});
      EXPECT_EQ(text_of(said.content.at(0)), "Echo: hi") << echo;
    }
  }
  for (const auto& [server, transport] : servers.all()) {
    const Direct& direct = servers.direct(server.name);
    EXPECT_EQ(direct.revision, server.revision) << server.name;
    EXPECT_GT(direct.tools, 0U) << server.name;
    const Json row{{"title", server.title},
                   {"transport", transport},
                   {"revision", direct.revision},
                   {"tools", direct.tools},
                   {"modern", through[Era::modern][server.name]},
                   {"legacy", through[Era::legacy][server.name]}};
    RecordProperty(std::string("server ") + server.name, to_text(row));
  }
}

}  // namespace
}  // namespace mcp::test::fleet_proxy_test
