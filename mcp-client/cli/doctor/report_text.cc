#include <algorithm>

#include "doctor/report.hpp"
#include "terminal.hpp"
#include "wire/revisions.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr const char* red = "31";
constexpr const char* green = "32";
constexpr const char* yellow = "33";
constexpr const char* faint = "2";
constexpr const char* strong = "1";

/// Writes text in colours, or without them.
class Painter {
 public:
  explicit Painter(bool colours) : colours_(colours) {}
  std::string operator()(const char* colour, const std::string& text) const {
    return colours_ ? "\033[" + std::string(colour) + "m" + text + "\033[0m" : text;
  }

 private:
  bool colours_;
};

std::string level_of(const Check& check) {
  return check.level == Level::must ? "MUST" : "SHOULD";
}

std::string place_of(const Clause& clause) {
  std::string text = clause.page;
  if (*clause.section) text += std::string(", ") + clause.section;
  if (*clause.sentence) text += std::string(" (") + clause.sentence + ')';
  return text;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string step_text(const Step& step, const Painter& paint) {
  constexpr const char* words[] = {"ok", "warning", "FAILED", "skipped"};
  constexpr const char* colours[] = {green, yellow, red, faint};
  const auto status = static_cast<int>(step.status);
  std::string text = "  " + paint(colours[status], padded(words[status], 8)) +
                     one_line(step.title) + ": " + one_line(step.detail);
  if (step.took.count() > 0)
    text += paint(faint, " (" + std::to_string(step.took.count()) + " ms)");
  text += '\n';
  if (!step.advice.empty()) text += "          " + paint(strong, one_line(step.advice)) + '\n';
  return text;
}

bool failed(const Finding& finding) {
  return finding.outcome.status == Outcome::Status::failed;
}

// The same failure in another revision.
bool is_same(const Finding& one, const Finding& other) {
  return failed(other) && one.check == other.check &&
         one.outcome.expected == other.outcome.expected &&
         one.outcome.actual == other.outcome.actual;
}

std::string failure_text(const Finding& finding, const std::vector<Finding>& all,
                         const Painter& paint) {
  const Check& check = *finding.check;
  const bool must = check.level == Level::must;
  std::string text = "  " + paint(must ? red : yellow, padded(level_of(check), 8)) +
                     paint(strong, check.title) + "  [" + check.id + "]\n";
  text += "          expected  " + one_line(finding.outcome.expected) + '\n';
  text += "          actual    " + one_line(finding.outcome.actual) + '\n';
  text += "          do        " + std::string(check.advice) + '\n';
  const char* label = "          see       ";
  for (const auto& other : all) {
    if (!is_same(finding, other)) continue;
    text += paint(faint, label + other.revision + ", " + place_of(other.clause)) + '\n';
    label = "                    ";
  }
  return text;
}

// A failure that is the same in several revisions is shown once.
std::string failures(const Report& report, Level level, const Painter& paint) {
  std::string text;
  for (const auto& finding : report.findings) {
    if (!failed(finding) || finding.check->level != level) continue;
    const auto first = std::ranges::find_if(
        report.findings, [&](const Finding& other) { return is_same(finding, other); });
    if (&*first == &finding) text += failure_text(finding, report.findings, paint);
  }
  return text;
}

std::string others(const Report& report, const Painter& paint) {
  std::string text;
  for (const auto& group : all_groups()) {
    std::string lines;
    for (const auto& finding : report.findings) {
      const bool here = finding.check >= group.checks.data() &&
                        finding.check < group.checks.data() + group.checks.size();
      if (!here || failed(finding)) continue;
      const bool ok = finding.outcome.status == Outcome::Status::passed;
      lines += "  " + paint(ok ? green : faint, padded(ok ? "ok" : "skipped", 8)) +
               finding.revision + "  " + padded(finding.check->id, 34) +
               (ok ? "" : paint(faint, one_line(finding.outcome.reason))) + '\n';
    }
    if (!lines.empty()) text += '\n' + paint(strong, group.name) + '\n' + lines;
  }
  return text;
}

std::string verdict(const Summary& summary, const Painter& paint) {
  std::string text = std::to_string(summary.passed) + " checks passed, " +
                     std::to_string(summary.failed_must) + " MUST and " +
                     std::to_string(summary.failed_should) + " SHOULD failed, " +
                     std::to_string(summary.skipped) + " skipped";
  if (summary.failed_steps > 0) {
    text += "; " + std::to_string(summary.failed_steps) + " steps failed";
  }
  const bool bad = summary.failed_must > 0 || summary.failed_steps > 0;
  return paint(bad ? red : green, text + '.') + '\n';
}

std::string oldest_of(const Clause& clause) {
  const auto revisions = legacy_revisions();
  return std::string(revisions[revisions.size() - 1 - static_cast<std::size_t>(clause.since)].name);
}

std::string clauses_of(const Check& check, const char* separator) {
  std::string text;
  if (check.modern.page) {
    text = std::string(modern_revisions().front().name) + ' ' + place_of(check.modern);
  }
  if (check.legacy.page) {
    text += (text.empty() ? "" : separator) + std::string(legacy_revisions().front().name) + ' ' +
            place_of(check.legacy);
    if (oldest_of(check.legacy) != legacy_revisions().front().name) {
      text += ", since " + oldest_of(check.legacy);
    }
  }
  return text;
}

std::string transport_of(const Check& check) {
  constexpr const char* names[] = {"", "stdio", "HTTP"};
  return names[static_cast<int>(check.over)];
}

}  // namespace

Summary summary_of(const Report& report) {
  Summary summary;
  for (const auto& step : report.steps) summary.failed_steps += step.status == Step::Status::failed;
  for (const auto& finding : report.findings) {
    switch (finding.outcome.status) {
      case Outcome::Status::passed:
        ++summary.passed;
        break;
      case Outcome::Status::skipped:
        ++summary.skipped;
        break;
      case Outcome::Status::failed:
        ++(finding.check->level == Level::must ? summary.failed_must : summary.failed_should);
    }
  }
  return summary;
}

std::string report_as_text(const Report& report, bool colours, bool all) {
  const Painter paint(colours);
  std::string text = paint(strong, "The way in") + '\n';
  for (const auto& step : report.steps) text += step_text(step, paint);
  const std::string broken =
      failures(report, Level::must, paint) + failures(report, Level::should, paint);
  if (!broken.empty()) text += '\n' + paint(strong, "Failed checks") + '\n' + broken;
  if (all) text += others(report, paint);
  return text + '\n' + verdict(summary_of(report), paint);
}

std::string checks_as_text() {
  std::string text;
  for (const auto& group : all_groups()) {
    text += std::string(text.empty() ? "" : "\n") + group.name + '\n';
    for (const auto& check : group.checks) {
      const std::string over = transport_of(check);
      text += "  " + padded(check.id, 34) + padded(level_of(check), 8) + check.title +
              (over.empty() ? "" : " (" + over + " only)") + '\n';
      text += "  " + padded("", 34) + padded("", 8) +
              clauses_of(check, ("\n" + padded("", 44)).c_str()) + '\n';
    }
  }
  return text;
}

std::string checks_as_table() {
  std::string text;
  for (const auto& group : all_groups()) {
    text += "\n### " + std::string(group.name) +
            "\n\n| check | level | what holds | clause |\n|---|---|---|---|\n";
    for (const auto& check : group.checks) {
      const std::string over = transport_of(check);
      text += "| `" + std::string(check.id) + "` | " + level_of(check) + " | " + check.title +
              (over.empty() ? "" : " (" + over + " only)") + " | " + clauses_of(check, "; ") +
              " |\n";
    }
  }
  return text;
}

}  // namespace mcp::cli::doctor
