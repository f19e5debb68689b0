#include "doctor/judge.hpp"

#include <algorithm>
#include <utility>

#include "json/members.hpp"
#include "schema/text.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr std::size_t most_shown = 3;
constexpr std::size_t most_quoted = 120;

template <class Value>
std::string alternatives(const std::vector<Value>& values) {
  std::string text;
  for (const auto& value : values) {
    text += (text.empty() ? "" : " or ") + std::to_string(value);
  }
  return text;
}

}  // namespace

Outcome passed() {
  return {};
}

Outcome skipped(std::string reason) {
  return {.status = Outcome::Status::skipped, .reason = std::move(reason)};
}

Outcome failed(std::string expected, std::string actual) {
  return {.status = Outcome::Status::failed,
          .expected = std::move(expected),
          .actual = std::move(actual)};
}

void Faults::add(std::string fault) {
  if (++count_ <= most_shown) shown_.push_back(std::move(fault));
}

Outcome Faults::outcome() const {
  if (count_ == 0) return passed();
  std::string actual;
  for (const auto& fault : shown_) actual += (actual.empty() ? "" : "; ") + fault;
  if (count_ > shown_.size()) {
    actual += "; and " + std::to_string(count_ - shown_.size()) + " more";
  }
  return failed(expected_, actual);
}

Outcome Faults::outcome(bool looked, const char* reason) const {
  return looked ? outcome() : skipped(reason);
}

std::string quoted(const Json& value) {
  return schema::clip(to_text(value), most_quoted);
}

std::string quoted(const std::string& text) {
  return '"' + schema::clip(text, most_quoted) + '"';
}

std::string described(const Exchange& exchange) {
  if (!exchange.response) {
    if (exchange.http) return "HTTP status " + std::to_string(exchange.http->status);
    return exchange.failure.empty() ? "no response" : exchange.failure;
  }
  std::string status =
      exchange.http ? " with HTTP status " + std::to_string(exchange.http->status) : "";
  if (exchange.response->contains("error")) {
    return "error " + quoted(member(exchange.error(), "code")) + " " +
           quoted(text_in(exchange.error(), "message")) + status;
  }
  return "the result " + quoted(exchange.result()) + status;
}

Outcome expect_error(const Evidence& evidence, const char* probe, std::vector<int> codes) {
  const Exchange* exchange = evidence.find(probe);
  if (!exchange) return skipped("not requested");
  if (!exchange->response) return skipped("no response");
  const Json& code = member(exchange->error(), "code");
  if (!code.is_null() && !code.is_number_integer()) return skipped("the code is no integer");
  const bool expected = exchange->response->contains("error") &&
                        std::ranges::find(codes, exchange->error_code()) != codes.end();
  if (expected) return passed();
  return failed("error " + alternatives(codes), described(*exchange));
}

Outcome expect_status(const Evidence& evidence, const char* probe, std::vector<int> statuses) {
  const Exchange* exchange = evidence.find(probe);
  if (!exchange) return skipped("not requested");
  if (!exchange->http) return skipped("no HTTP response: " + exchange->failure);
  if (std::ranges::find(statuses, exchange->http->status) != statuses.end()) return passed();
  return failed("HTTP status " + alternatives(statuses), described(*exchange));
}

std::string named(const char* kind, const Json& item, std::size_t index, const char* key) {
  const Json& name = member(item, key);
  return std::string(kind) + ' ' +
         (name.is_string() ? quoted(name.get<std::string>()) : std::to_string(index + 1));
}

}  // namespace mcp::cli::doctor
