// The schemas in schemas/tools equal those of the server. MCP_UPDATE_SCHEMAS=1 writes them.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "mcp/client/client.hpp"
#include "mcp/server/server.hpp"
#include "workspace_tools.hpp"

namespace mcp::files {
namespace {

namespace fs = std::filesystem;

std::vector<Tool> listed_tools() {
  Server server({"mcp-server", "1"}, {});
  const auto workspace = std::make_shared<Workspace>(
      WorkspaceOptions{.roots = {{fs::path(MCP_SOURCE_DIR) / "schemas"}}});
  add_workspace_tools(server, workspace,
                      {.only = tools_named({"all"}), .tickets = std::make_shared<Tickets>()});
  auto client = Client::connect(
      in_process([&](std::shared_ptr<Sink> sink) { return server.connect(std::move(sink)); }));
  return client.list_tools();
}

void expect_file(const std::string& name, const Json& schema) {
  const fs::path path = fs::path(MCP_SOURCE_DIR) / "schemas/tools" / name;
  const std::string text = schema.dump(2) + '\n';
  if (std::getenv("MCP_UPDATE_SCHEMAS") != nullptr) std::ofstream(path) << text;
  std::ifstream file(path);
  const std::string kept{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(kept, text) << path << ": MCP_UPDATE_SCHEMAS=1 brings it up to date";
}

TEST(ToolSchemas, AreThoseInTheRepository) {
  const auto tools = listed_tools();
  EXPECT_EQ(tools.size(), 25U);
  for (const auto& tool : tools) {
    expect_file(tool.name + ".input.json", tool.input_schema);
    expect_file(tool.name + ".output.json", tool.output_schema);
  }
}

}  // namespace
}  // namespace mcp::files
