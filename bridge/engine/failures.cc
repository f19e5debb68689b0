#include "bridge/engine/failures.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "json/members.hpp"
#include "json/parse.hpp"
#include "text/ascii.hpp"
#include "text/unicode.hpp"

namespace mcp::bridge {
namespace {

using Kind = ModelFailureKind;

constexpr std::size_t max_detail = 400;
constexpr std::size_t max_error_depth = 32;
constexpr double longest_wait = 24.0 * 60 * 60 * 1000;  // one day in ms; longer waits are cut to it

/// The content of an error's body.
struct Report {
  std::string type;
  std::string message;
  std::string error_code;
  std::string request_id;
};

Report to_report(const Json& body) {
  const Json& error = member(body, "error");
  return {.type = text_in(error, "type"),
          .message = text_in(error, "message"),
          .error_code = text_in(member(error, "details"), "error_code"),
          .request_id = text_in(body, "request_id")};
}

/// The title of an HTML page that a proxy sent instead of the API's error.
std::string title_of(std::string_view page) {
  const std::string text = ascii::lower(page);
  const auto start = text.find("<title>");
  const auto end = text.find("</title>");
  if (start == text.npos || end == text.npos || end < start) return {};
  return std::string(page.substr(start + 7, end - start - 7));
}

std::string detail_of(int status, const Report& report, std::string_view body) {
  std::string detail = status > 0 ? "HTTP " + std::to_string(status) : "in the stream";
  if (!report.type.empty()) return detail + ' ' + report.type + ": " + report.message;
  if (body.find('<') != body.npos) return detail + ", an HTML page: " + title_of(body);
  return body.empty() ? detail : detail + ": " + std::string(body);
}

bool is_about_money(int status, const Report& report) {
  if (status == 402 || report.type == "billing_error") return true;
  if (report.error_code == "enforced_spend_limit_reached") return true;
  if (status == 429 || report.type == "rate_limit_error") return false;
  const std::string message = ascii::lower(report.message);
  const auto says = [&](std::string_view words) { return message.find(words) != message.npos; };
  return says("credit balance") || says("spend limit") || says("spending limit") ||
         says("api usage limits");
}

Kind kind_of_status(int status) {
  if (status == 401 || status == 403) return Kind::unauthorized;
  if (status == 429) return Kind::rate_limited;
  // 408 and 409 are temporary. A 2xx that is not an event stream comes from a proxy in between.
  if (status >= 500 || status == 408 || status == 409 || status / 100 == 2) {
    return Kind::unavailable;
  }
  return Kind::refused;
}

Kind kind_of_type(const std::string& type) {
  if (type == "authentication_error" || type == "permission_error") return Kind::unauthorized;
  if (type == "rate_limit_error") return Kind::rate_limited;
  if (type == "invalid_request_error" || type == "not_found_error" || type == "request_too_large") {
    return Kind::refused;
  }
  return Kind::unavailable;
}

bool helps_to_retry(Kind kind) {
  return kind == Kind::rate_limited || kind == Kind::unavailable;
}

ModelFailure to_failure(Kind kind, int status, const Report& report, std::string_view body) {
  return {.kind = kind,
          .detail = without_secrets(detail_of(status, report, body)),
          .status = status,
          .may_retry = helps_to_retry(kind),
          .request_id = report.request_id};
}

std::optional<double> number_in(const ResponseHeaders& headers, const char* name) {
  const auto found = headers.find(name);
  if (found == headers.end()) return std::nullopt;
  double number = 0;
  const std::string& text = found->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(number) && number >= 0 ? std::optional(number) : std::nullopt;
}

std::chrono::milliseconds to_wait(double milliseconds) {
  return std::chrono::milliseconds(std::llround(std::clamp(milliseconds, 0.0, longest_wait)));
}

// Replaces the characters after each `prefix` (the rest of a key) by "***".
void hide_after(std::string& text, std::string_view prefix) {
  for (auto at = text.find(prefix); at != text.npos; at = text.find(prefix, at + prefix.size())) {
    const auto start = at + prefix.size();
    const auto end = std::find_if_not(
        text.begin() + static_cast<std::ptrdiff_t>(start), text.end(), [](unsigned char c) {
          return std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~' || c == '+' ||
                 c == '/' || c == '=';
        });
    text.replace(text.begin() + static_cast<std::ptrdiff_t>(start), end, "***");
  }
}

}  // namespace

ModelFailure failure_of(int status, const ResponseHeaders& headers, std::string_view body) {
  const auto parsed = json::parse(body, max_error_depth);
  const Report report = parsed.ok() ? to_report(parsed.value()) : Report{};
  const bool money = status / 100 == 4 && is_about_money(status, report);
  auto failure = to_failure(money ? Kind::no_credit : kind_of_status(status), status, report, body);
  failure.retry_after = retry_after_in(headers);
  const auto should = headers.find("x-should-retry");
  if (should != headers.end() && should->second == "true") failure.may_retry = true;
  if (should != headers.end() && should->second == "false") failure.may_retry = false;
  const auto id = headers.find("request-id");
  if (id != headers.end()) failure.request_id = id->second;
  return failure;
}

ModelFailure failure_of_event(const Json& event) {
  const Report report = to_report(event);
  const Kind kind = is_about_money(0, report) ? Kind::no_credit : kind_of_type(report.type);
  return to_failure(kind, 0, report, {});
}

ModelFailure network_failure(std::string_view detail) {
  return {.kind = Kind::unavailable, .detail = without_secrets(detail), .may_retry = true};
}

ModelFailure cancelled_failure() {
  return {.kind = Kind::cancelled, .detail = "stopped"};
}

std::optional<std::chrono::milliseconds> retry_after_in(const ResponseHeaders& headers,
                                                        std::chrono::system_clock::time_point now) {
  if (const auto count = number_in(headers, "retry-after-ms")) return to_wait(*count);
  if (const auto seconds = number_in(headers, "retry-after")) return to_wait(*seconds * 1000);
  const auto date = headers.find("retry-after");
  if (date == headers.end()) return std::nullopt;
  const time_t when = curl_getdate(date->second.c_str(), nullptr);
  if (when == -1) return std::nullopt;
  const auto left = std::chrono::system_clock::from_time_t(when) - now;
  return to_wait(std::chrono::duration<double, std::milli>(left).count());
}

std::string without_secrets(std::string_view text) {
  std::string line(text.substr(0, 4 * max_detail));
  std::ranges::replace_if(
      line, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  for (const auto prefix : {"sk-", "Bearer ", "bearer "}) hide_after(line, prefix);
  if (line.size() > max_detail) line = line.substr(0, utf8_boundary(line, max_detail)) + "...";
  return line;
}

}  // namespace mcp::bridge
