#pragma once

#include <string>
#include <vector>

#include "doctor/run_checks.hpp"
#include "doctor/steps/step.hpp"

namespace mcp::cli::doctor {

/// What the doctor found out about one server.
struct Report {
  std::string target;     ///< The URL, or the program.
  Json server = nullptr;  ///< How the server describes itself: `name`, `version`.
  std::vector<Step> steps = {};
  std::vector<Finding> findings = {};
};

struct Summary {
  int passed = 0;
  int failed_must = 0;
  int failed_should = 0;
  int skipped = 0;
  int failed_steps = 0;
};

Summary summary_of(const Report& report);

/// The report for people. Text of the server is made safe to show. `colours`: for a terminal.
/// `all`: with the checks that passed or were skipped.
std::string report_as_text(const Report& report, bool colours, bool all);

/// The report as JSON; docs/doctor.md describes its members, which do not change.
Json report_as_json(const Report& report);

/// All checks as lines of text, and as JSON.
std::string checks_as_text();
Json checks_as_json();

/// The table of checks in docs/doctor.md.
std::string checks_as_table();

}  // namespace mcp::cli::doctor
