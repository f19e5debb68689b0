#include "doctor/report.hpp"
#include "wire/revisions.hpp"

namespace mcp::cli::doctor {
namespace {

const char* name_of(Step::Status status) {
  constexpr const char* names[] = {"ok", "warning", "failed", "skipped"};
  return names[static_cast<int>(status)];
}

const char* name_of(Outcome::Status status) {
  constexpr const char* names[] = {"passed", "failed", "skipped"};
  return names[static_cast<int>(status)];
}

const char* name_of(Level level) {
  return level == Level::must ? "MUST" : "SHOULD";
}

const char* name_of(Over over) {
  constexpr const char* names[] = {"any", "stdio", "http"};
  return names[static_cast<int>(over)];
}

Json clause_json(const Clause& clause) {
  Json json{{"page", clause.page}, {"section", clause.section}};
  if (*clause.sentence) json["sentence"] = clause.sentence;
  return json;
}

Json step_json(const Step& step) {
  Json json{{"id", step.id},
            {"title", step.title},
            {"status", name_of(step.status)},
            {"detail", step.detail},
            {"milliseconds", step.took.count()}};
  if (!step.advice.empty()) json["advice"] = step.advice;
  return json;
}

const char* group_of(const Check& wanted) {
  for (const auto& group : all_groups()) {
    for (const auto& check : group.checks) {
      if (&check == &wanted) return group.name;
    }
  }
  return "";
}

Json finding_json(const Finding& finding) {
  Json json{{"id", finding.check->id},
            {"title", finding.check->title},
            {"group", group_of(*finding.check)},
            {"level", name_of(finding.check->level)},
            {"revision", finding.revision},
            {"status", name_of(finding.outcome.status)},
            {"clause", clause_json(finding.clause)}};
  if (finding.outcome.status == Outcome::Status::failed) {
    json["expected"] = finding.outcome.expected;
    json["actual"] = finding.outcome.actual;
    json["advice"] = finding.check->advice;
  }
  if (finding.outcome.status == Outcome::Status::skipped) json["reason"] = finding.outcome.reason;
  return json;
}

std::string oldest_of(const Clause& clause) {
  const auto revisions = legacy_revisions();
  return std::string(revisions[revisions.size() - 1 - static_cast<std::size_t>(clause.since)].name);
}

}  // namespace

Json report_as_json(const Report& report) {
  const Summary summary = summary_of(report);
  Json json{{"target", report.target},
            {"server", report.server},
            {"steps", Json::array()},
            {"checks", Json::array()},
            {"summary",
             {{"passed", summary.passed},
              {"failedMust", summary.failed_must},
              {"failedShould", summary.failed_should},
              {"skipped", summary.skipped},
              {"failedSteps", summary.failed_steps}}}};
  for (const auto& step : report.steps) json["steps"].push_back(step_json(step));
  for (const auto& finding : report.findings) json["checks"].push_back(finding_json(finding));
  return json;
}

Json checks_as_json() {
  Json all = Json::array();
  for (const auto& group : all_groups()) {
    for (const auto& check : group.checks) {
      Json json{{"id", check.id},
                {"title", check.title},
                {"group", group.name},
                {"level", name_of(check.level)},
                {"transport", name_of(check.over)},
                {"clauses", Json::object()}};
      if (check.modern.page) {
        json["clauses"][std::string(modern_revisions().front().name)] = clause_json(check.modern);
      }
      if (check.legacy.page) {
        Json clause = clause_json(check.legacy);
        clause["since"] = oldest_of(check.legacy);
        json["clauses"][std::string(legacy_revisions().front().name)] = std::move(clause);
      }
      all.push_back(std::move(json));
    }
  }
  return all;
}

}  // namespace mcp::cli::doctor
