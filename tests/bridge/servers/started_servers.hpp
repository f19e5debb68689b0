#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "bridge/servers/servers.hpp"
#include "support/eventually.hpp"
#include "support/failure.hpp"
#include "support/marked_processes.hpp"

namespace mcp::bridge {

/// Starts servers as processes, which a test finds by a mark in their environment.
class StartedServers : public ::testing::Test {
 protected:
  ServerConfig features(std::string name = "features") const {
    return process(std::move(name), {MCP_BINARY_DIR "/feature-server"});
  }

  ServerConfig process(std::string name, std::vector<std::string> command) const {
    return {.name = std::move(name),
            .command = std::move(command),
            .environment = {{"MCP_TEST_MARK", mark_}}};
  }

  std::vector<pid_t> processes() const { return test::processes_with("MCP_TEST_MARK=" + mark_); }

  static ServerStatus status_of(const Servers& servers, const std::string& name) {
    for (auto& status : servers.status()) {
      if (status.name == name) return std::move(status);
    }
    ADD_FAILURE() << "no server " << name;
    return {};
  }

  static OfferedTool tool(Servers& servers, const std::string& api_name) {
    const auto tools = servers.tools();
    const auto* found = tools->find(api_name);
    if (found) return *found;
    ADD_FAILURE() << "no tool " << api_name;
    return {};
  }

  static std::string text_of_first(const CallToolResult& result) {
    return result.content.empty() ? "" : std::string(text_of(result.content.front()));
  }

 private:
  const std::string mark_ = test::unique_mark();
};

}  // namespace mcp::bridge
