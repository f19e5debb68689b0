#include "doctor/examination.hpp"

#include <utility>

#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"
#include "wire/meta.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr std::size_t long_instructions = 10'000;

const Json& opening_result(const Evidence& evidence) {
  const Exchange* opening = evidence.find(probe::opening);
  return opening ? opening->result() : null_json();
}

Json implementation_of(const Evidence& evidence) {
  const Json& result = opening_result(evidence);
  const Json* info = meta::find(result, meta::server_info);
  return info ? *info : member(result, "serverInfo");
}

std::string era_text(const char* request, const std::optional<Evidence>& evidence,
                     const Exchange& opening) {
  if (evidence) return std::string(request) + " gives " + evidence->revision;
  return std::string(request) + ": " + described(opening);
}

Step era_step(const Eras& eras, const Examination& examination) {
  Step step{.id = "era", .title = "Protocol versions"};
  if (examination.modern) {
    step.detail = era_text("server/discover", eras.modern, eras.modern_opening);
  }
  if (examination.legacy) {
    step.detail += (step.detail.empty() ? "" : "; ") +
                   era_text("initialize", eras.legacy, eras.legacy_opening);
  }
  step.took = eras.modern_opening.took + eras.legacy_opening.took;
  if (!eras.modern && !eras.legacy) {
    step.status = Step::Status::failed;
    step.advice = "It may be no MCP server: check the URL or the command.";
  }
  return step;
}

void note_instructions(const Evidence& evidence, Report& report) {
  const std::size_t size = text_in(opening_result(evidence), "instructions").size();
  if (size <= long_instructions) return;
  report.steps.push_back({.id = "instructions",
                          .title = "Instructions",
                          .status = Step::Status::warning,
                          .detail = std::to_string(size) + " bytes",
                          .advice = "Hosts give them to the model with every request, or cut them: "
                                    "shorten them."});
}

void add_findings(const Evidence& evidence, EraClause era, const Examination& examination,
                  Report& report) {
  if (report.server.is_null()) report.server = implementation_of(evidence);
  for (auto& finding : run_checks(evidence, era, examination.chosen)) {
    report.findings.push_back(std::move(finding));
  }
}

}  // namespace

void conclude(Eras eras, const Examination& examination, Report& report) {
  report.steps.push_back(era_step(eras, examination));
  if (eras.modern) {
    eras.modern->serves_other_era = eras.legacy.has_value() || !examination.legacy;
    if (!eras.legacy && examination.legacy) {
      eras.modern->probes[probe::old_initialize] = {eras.legacy_opening};
    }
    note_instructions(*eras.modern, report);
    add_findings(*eras.modern, &Check::modern, examination, report);
  }
  if (eras.legacy) {
    eras.legacy->serves_other_era = eras.modern.has_value();
    if (!eras.modern) note_instructions(*eras.legacy, report);
    add_findings(*eras.legacy, &Check::legacy, examination, report);
  }
}

}  // namespace mcp::cli::doctor
