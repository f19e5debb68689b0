#include "program/doctor/doctor.hpp"

#include <algorithm>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <stdexcept>

#include "mcp/json.hpp"
#include "program/doctor/checks.hpp"
#include "program/tokens.hpp"
#include "text/unicode.hpp"

namespace mcp::program {
namespace {

constexpr int level_width = 9;

const char* name_of(Level level) {
  switch (level) {
    case Level::ok:
      return "ok";
    case Level::warning:
      return "warning";
    case Level::failure:
      return "failure";
  }
  return "";
}

bool has_failure(const Findings& findings) {
  return std::ranges::find(findings, Level::failure, &Finding::level) != findings.end();
}

std::string count_of_level(const Findings& findings, Level level) {
  return std::to_string(std::ranges::count(findings, level, &Finding::level)) + ' ' +
         name_of(level);
}

// Errors that only several roots together have, such as equal names.
void check_workspace(const Settings& settings, Findings& findings) {
  try {
    const files::Workspace workspace(settings.workspace);
  } catch (const std::invalid_argument& error) {
    findings.push_back({Level::failure,
                        "root.names",
                        {},
                        error.what(),
                        "give the roots different names with --root NAME=DIR"});
  }
}

void check_tokens(const std::string& file, Findings& findings) {
  if (file.empty()) return;
  try {
    const TokenFile tokens(file);
    findings.push_back(
        {Level::ok, "http.tokens", file, "contains tokens that only its user reads"});
  } catch (const std::runtime_error& error) {
    findings.push_back(
        {Level::failure, "http.tokens", file, error.what(), "correct the file, then chmod 600"});
  }
}

}  // namespace

Findings examine(const Settings& settings) {
  Findings findings;
  for (const files::RootOptions& root : settings.workspace.roots) {
    check_root(root, settings, findings);
  }
  if (!has_failure(findings)) check_workspace(settings, findings);
  check_machine(settings, findings);
  check_tokens(settings.http.auth_token_file, findings);
  return findings;
}

void print_text(const Findings& findings, std::ostream& out) {
  for (const Finding& finding : findings) {
    std::string line = finding.about.empty() ? finding.text : finding.about + ": " + finding.text;
    if (finding.level != Level::ok) line += "; fix: " + finding.fix;
    out << std::left << std::setw(level_width) << name_of(finding.level) << finding.check << "  "
        << safe_to_show(line) << '\n';
  }
  out << (has_failure(findings) ? "The server cannot work" : "The server can work") << ": "
      << count_of_level(findings, Level::failure) << ", "
      << count_of_level(findings, Level::warning) << ", " << count_of_level(findings, Level::ok)
      << ".\n";
}

void print_json(const Findings& findings, std::ostream& out) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"check", finding.check},
                    {"level", name_of(finding.level)},
                    {"about", finding.about},
                    {"text", finding.text},
                    {"fix", finding.fix}});
  }
  const Json report{{"ok", !has_failure(findings)}, {"findings", std::move(list)}};
  out << report.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

int run_doctor(const Settings& settings) {
  const Findings findings = examine(settings);
  settings.doctor_json ? print_json(findings, std::cout) : print_text(findings, std::cout);
  return has_failure(findings) ? EXIT_FAILURE : EXIT_SUCCESS;
}

}  // namespace mcp::program
