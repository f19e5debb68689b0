#pragma once

#include <string>
#include <vector>

#include "doctor/judge.hpp"
#include "doctor/probes.hpp"

namespace mcp::cli::doctor {

inline constexpr const char* no_tools = "the server lists no tools";

/// Looks at each listed tool. `fault` returns the text of a fault of one tool, empty for none.
template <class Function>
Outcome each_tool(const Evidence& evidence, const char* expected, Function fault) {
  const auto tools = evidence.items(probe::tools, "tools");
  Faults faults(expected);
  for (std::size_t i = 0; i < tools.size(); ++i) {
    const std::string text = fault(tools[i]);
    if (!text.empty()) faults.add(named("tool", tools[i], i) + ": " + text);
  }
  return faults.outcome(!tools.empty(), no_tools);
}

}  // namespace mcp::cli::doctor
