#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::cli {

/// The result of one check of an expectations file.
struct CheckResult {
  std::string group;  ///< "server", "tools", "calls"...: the member of the file.
  std::string name;
  std::string failure = {};  ///< Why it failed; empty: it passed.
  std::chrono::duration<double, std::milli> duration{0};

  bool passed() const { return failure.empty(); }
};

/// All results of a run.
struct CheckReport {
  std::vector<CheckResult> results;
  std::chrono::duration<double, std::milli> duration{0};

  std::size_t failed() const;
};

/// One line of text for people, safe to show.
std::string check_line(const CheckResult& result);
/// The last line: how many checks passed and failed.
std::string report_summary(const CheckReport& report);
/// The object of `assert --json`; see docs/inspector-formats.md.
Json report_json(const CheckReport& report);
/// A JUnit document, as CI services read it; `suite` is its name.
std::string to_junit(const CheckReport& report, const std::string& suite);

}  // namespace mcp::cli
