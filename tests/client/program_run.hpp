#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mcp/json.hpp"
#include "support/server_process.hpp"

namespace mcp::test {

/// What a program did.
struct ProgramRun {
  std::optional<int> exit;
  std::string output;
  std::string errors;

  /// The output as JSON; null if it is not.
  Json json() const {
    Json parsed = Json::parse(output, nullptr, false);
    return parsed.is_discarded() ? Json() : parsed;
  }
};

/// Runs mcp-client with these words, and `input` as its standard input, until it exits.
inline ProgramRun run_mcp_client(std::vector<std::string> words, const std::string& input = {},
                                 std::map<std::string, std::string> environment = {}) {
  ServerProcess program({.arguments = std::move(words),
                         .program = MCP_BINARY_DIR "/mcp-client",
                         .environment = std::move(environment)});
  if (!input.empty()) program.send_bytes(input);
  program.close_input();
  ProgramRun run;
  while (const auto line = program.read_line()) run.output += *line + '\n';
  run.exit = program.wait_exit();
  run.errors = program.errors();
  return run;
}

}  // namespace mcp::test
