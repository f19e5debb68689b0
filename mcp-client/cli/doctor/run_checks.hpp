#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "doctor/check.hpp"

namespace mcp::cli::doctor {

/// A check that ran, or was skipped, in one revision.
struct Finding {
  const Check* check;
  std::string revision;
  Clause clause;
  Outcome outcome;
};

struct Group {
  const char* name;
  std::span<const Check> checks;
};

/// All checks, in the order of the report.
const std::vector<Group>& all_groups();

/// Which clause of a check an era uses: `&Check::modern` or `&Check::legacy`.
using EraClause = Clause Check::*;

/// Runs the checks that concern the evidence and that are `chosen`.
std::vector<Finding> run_checks(const Evidence& evidence, EraClause era,
                                const std::function<bool(const Check&)>& chosen);

}  // namespace mcp::cli::doctor
