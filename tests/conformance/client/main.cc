// The client under test for the official conformance suite, which starts it once for each scenario:
//
//     conformance-client URL
//
// MCP_CONFORMANCE_SCENARIO names the scenario, MCP_CONFORMANCE_PROTOCOL_VERSION the revision,
// MCP_CONFORMANCE_CONTEXT has data of the scenario as JSON. Exits with 1 when a call failed.
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

#include "conformance/client/scenario.hpp"

namespace {

using namespace mcp::conformance;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

mcp::Era era_of(const std::string& revision) {
  return revision == "2026-07-28" ? mcp::Era::modern : mcp::Era::legacy;
}

Scenario find_scenario(const std::string& name) {
  auto scenarios = protocol_scenarios();
  scenarios.merge(authorization_scenarios());
  const auto found = scenarios.find(name);
  if (found == scenarios.end()) throw std::runtime_error("unknown scenario: " + name);
  return found->second;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 2) throw std::runtime_error("usage: conformance-client URL");
    ClientRun run{.url = argv[1], .era = era_of(variable("MCP_CONFORMANCE_PROTOCOL_VERSION"))};
    const std::string context = variable("MCP_CONFORMANCE_CONTEXT");
    if (!context.empty()) run.context = mcp::Json::parse(context);
    find_scenario(variable("MCP_CONFORMANCE_SCENARIO"))(run);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "conformance-client: " << error.what() << '\n';
    return 1;
  }
}
