#pragma once

#include <iosfwd>

#include "program/doctor/finding.hpp"
#include "program/settings.hpp"

namespace mcp::program {

/// Checks whether a server with these settings can work, and how well. Starts no server.
Findings examine(const Settings& settings);

/// One line for each finding and a summary.
void print_text(const Findings& findings, std::ostream& out);
/// {"ok": true, "findings": [{"check", "level", "about", "text", "fix"}]}.
void print_json(const Findings& findings, std::ostream& out);

/// `mcp-server doctor`: prints the findings. Returns the exit code: 1 if one is a failure.
int run_doctor(const Settings& settings);

}  // namespace mcp::program
