#include "expectations/report.hpp"

#include <algorithm>
#include <string_view>

#include "formatted.hpp"
#include "schema/text.hpp"
#include "terminal.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

std::string seconds(std::chrono::duration<double, std::milli> duration) {
  return formatted("%.3f", duration.count() / 1000);
}

// XML 1.0 has no other control characters, not even as references.
std::string xml(std::string_view text) {
  std::string safe;
  for (const char c : safe_to_show(text)) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\n':
        safe += "&#10;";
        break;
      case '\t':
        safe += "&#9;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string test_case(const CheckResult& result) {
  std::string text = "    <testcase classname=\"" + xml(result.group) + "\" name=\"" +
                     xml(result.name) + "\" time=\"" + seconds(result.duration) + '"';
  if (result.passed()) return text + "/>\n";
  return text + ">\n      <failure message=\"" + xml(result.failure) + "\"/>\n    </testcase>\n";
}

}  // namespace

std::size_t CheckReport::failed() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(results, [](const CheckResult& each) { return !each.passed(); }));
}

std::string check_line(const CheckResult& result) {
  std::string line = (result.passed() ? "ok    " : "FAIL  ") + one_line(result.name);
  if (result.duration.count() > 0) line += formatted(" (%.1f ms)", result.duration.count());
  if (!result.passed()) line += "\n      " + one_line(result.failure);
  return line + '\n';
}

std::string report_summary(const CheckReport& report) {
  return schema::count_of(report.results.size(), "check", "checks") + ", " +
         std::to_string(report.failed()) + " failed (" + seconds(report.duration) + " s)\n";
}

Json report_json(const CheckReport& report) {
  Json checks = Json::array();
  for (const auto& result : report.results) {
    Json check{{"group", result.group},
               {"name", result.name},
               {"passed", result.passed()},
               {"durationMs", result.duration.count()}};
    if (!result.passed()) check["failure"] = result.failure;
    checks.push_back(std::move(check));
  }
  return {{"passed", report.results.size() - report.failed()},
          {"failed", report.failed()},
          {"durationMs", report.duration.count()},
          {"checks", std::move(checks)}};
}

std::string to_junit(const CheckReport& report, const std::string& suite) {
  const std::string counts = " tests=\"" + std::to_string(report.results.size()) +
                             "\" failures=\"" + std::to_string(report.failed()) + "\" time=\"" +
                             seconds(report.duration) + '"';
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts +
                     ">\n  <testsuite name=\"" + xml(suite) + '"' + counts + ">\n";
  for (const auto& result : report.results) text += test_case(result);
  return text + "  </testsuite>\n</testsuites>\n";
}

}  // namespace mcp::cli
