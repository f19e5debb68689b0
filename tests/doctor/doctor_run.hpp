#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mcp/json.hpp"
#include "support/server_process.hpp"

namespace mcp::test {

/// What `mcp-client doctor --json` printed.
struct DoctorRun {
  std::optional<int> exit;
  Json report;

  /// The ids of the checks that failed, `level` MUST or SHOULD; empty: both.
  std::set<std::string> failed(const std::string& level = {}) const {
    std::set<std::string> ids;
    for (const auto& check : report.value("checks", Json::array())) {
      const bool wanted = level.empty() || check["level"] == level;
      if (check["status"] == "failed" && wanted) ids.insert(check["id"]);
    }
    return ids;
  }

  std::set<std::string> failed_steps() const {
    std::set<std::string> ids;
    for (const auto& step : report.value("steps", Json::array())) {
      if (step["status"] == "failed") ids.insert(step["id"]);
    }
    return ids;
  }

  /// The revisions that the server was examined in.
  std::set<std::string> revisions() const {
    std::set<std::string> all;
    for (const auto& check : report.value("checks", Json::array())) all.insert(check["revision"]);
    return all;
  }

  Json step(const std::string& id) const {
    for (const auto& step : report.value("steps", Json::array())) {
      if (step["id"] == id) return step;
    }
    return nullptr;
  }
};

/// Runs the program. `arguments`: after `doctor --json`, with the server.
inline DoctorRun run_doctor(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"doctor", "--json"});
  ServerProcess program(
      {.arguments = std::move(arguments), .program = MCP_BINARY_DIR "/mcp-client"});
  DoctorRun run;
  constexpr std::chrono::seconds limit(60);
  if (const auto line = program.read_line(limit)) {
    run.report = Json::parse(*line, nullptr, false);
  }
  run.exit = program.wait_exit(limit);
  EXPECT_TRUE(run.report.is_object()) << program.errors();
  return run;
}

inline DoctorRun examine_command(std::vector<std::string> options,
                                 const std::vector<std::string>& command) {
  options.emplace_back("--");
  options.insert(options.end(), command.begin(), command.end());
  return run_doctor(std::move(options));
}

inline DoctorRun examine_url(std::vector<std::string> options, const std::string& url) {
  options.insert(options.end(), {"--url", url});
  return run_doctor(std::move(options));
}

}  // namespace mcp::test
