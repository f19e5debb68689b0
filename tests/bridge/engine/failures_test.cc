#include "bridge/engine/failures.hpp"

#include <gtest/gtest.h>

namespace mcp::test::failures_test {
namespace {

using namespace std::chrono_literals;
using bridge::ModelFailureKind;
using Kind = bridge::ModelFailureKind;

std::string error_body(const std::string& type, const std::string& message,
                       const std::string& code = {}) {
  Json error = {{"type", type}, {"message", message}};
  if (!code.empty()) error["details"] = {{"error_code", code}};
  return to_text({{"type", "error"}, {"error", error}, {"request_id", "req_body"}});
}

struct Row {
  int status;
  std::string body;
  Kind kind;
  bool may_retry;
  bridge::ResponseHeaders headers = {};
};

TEST(Failures, EachStatusHasItsKind) {
  const Row rows[] = {
      {400, error_body("invalid_request_error", "max_tokens: required"), Kind::refused, false},
      {400, error_body("invalid_request_error", "Your credit balance is too low"), Kind::no_credit,
       false},
      {400, error_body("invalid_request_error", "You have reached your specified API usage limits"),
       Kind::no_credit, false},
      {401, error_body("authentication_error", "invalid x-api-key"), Kind::unauthorized, false},
      {402, error_body("billing_error", "pay"), Kind::no_credit, false},
      {402, "", Kind::no_credit, false},
      {403, error_body("permission_error", "no"), Kind::unauthorized, false},
      {404, error_body("not_found_error", "model: x"), Kind::refused, false},
      {408, "", Kind::unavailable, true},
      {409, "", Kind::unavailable, true},
      {413, error_body("request_too_large", "big"), Kind::refused, false},
      {413, "<html><title>413 Request Entity Too Large</title></html>", Kind::refused, false},
      {429, error_body("rate_limit_error", "slow down"), Kind::rate_limited, true},
      {429, error_body("rate_limit_error", "spend limit", "enforced_spend_limit_reached"),
       Kind::no_credit, false},
      {429, "", Kind::rate_limited, true},
      {500, error_body("api_error", "oops"), Kind::unavailable, true},
      {502, "<html><head><title>502 Bad Gateway</title></head></html>", Kind::unavailable, true},
      {504, error_body("timeout_error", "late"), Kind::unavailable, true},
      {529, error_body("overloaded_error", "Overloaded"), Kind::unavailable, true},
      {200, "<html>welcome to the hotel</html>", Kind::unavailable, true},
      {302, "", Kind::refused, false},
      {400, "{\"error\": 5}", Kind::refused, false},
      {529, "", Kind::unavailable, false, {{"x-should-retry", "false"}}},
      {400, "", Kind::refused, true, {{"x-should-retry", "true"}}},
  };
  for (const auto& row : rows) {
    const auto failure = bridge::failure_of(row.status, row.headers, row.body);
    EXPECT_EQ(failure.kind, row.kind) << row.status << row.body;
    EXPECT_EQ(failure.may_retry, row.may_retry) << row.status << row.body;
    EXPECT_EQ(failure.status, row.status);
  }
}

TEST(Failures, EventsInAStreamHaveTheirs) {
  const struct {
    const char* type;
    Kind kind;
    bool may_retry;
  } rows[] = {{"overloaded_error", Kind::unavailable, true},
              {"api_error", Kind::unavailable, true},
              {"rate_limit_error", Kind::rate_limited, true},
              {"authentication_error", Kind::unauthorized, false},
              {"billing_error", Kind::no_credit, false},
              {"invalid_request_error", Kind::refused, false},
              {"some_later_error", Kind::unavailable, true}};
  for (const auto& row : rows) {
    const auto failure = bridge::failure_of_event(Json::parse(error_body(row.type, "m")));
    EXPECT_EQ(failure.kind, row.kind) << row.type;
    EXPECT_EQ(failure.may_retry, row.may_retry) << row.type;
    EXPECT_EQ(failure.detail, std::string("in the stream ") + row.type + ": m");
    EXPECT_EQ(failure.request_id, "req_body");
  }
  EXPECT_EQ(bridge::failure_of_event(Json(7)).kind, Kind::unavailable);
}

TEST(Failures, DetailsAreShortAndWithoutSecrets) {
  const auto detail = [](int status, const std::string& body) {
    return bridge::failure_of(status, {}, body).detail;
  };
  EXPECT_EQ(detail(529, error_body("overloaded_error", "Overloaded")),
            "HTTP 529 overloaded_error: Overloaded");
  EXPECT_EQ(detail(502, "<html><TITLE>Bad\nGateway</TITLE>"),
            "HTTP 502, an HTML page: Bad Gateway");
  EXPECT_EQ(detail(401, error_body("authentication_error", "key sk-ant-api03-Abc_9-x, no")),
            "HTTP 401 authentication_error: key sk-***, no");
  EXPECT_EQ(detail(401, "Authorization: Bearer abc.def= was wrong"),
            "HTTP 401: Authorization: Bearer *** was wrong");
  EXPECT_LT(detail(500, std::string(100'000, 'x')).size(), 500U);
}

TEST(Failures, HeadersSayHowLongToWait) {
  const auto now = std::chrono::system_clock::from_time_t(784111777);  // 1994-11-06 08:49:37
  const struct {
    bridge::ResponseHeaders headers;
    std::optional<std::chrono::milliseconds> wait;
  } rows[] = {
      {{}, std::nullopt},
      {{{"retry-after", "7"}}, 7s},
      {{{"retry-after", "0"}}, 0s},
      {{{"retry-after", "1.5"}}, 1500ms},
      {{{"retry-after", "3600"}}, 1h},
      {{{"retry-after", "-1"}}, std::nullopt},
      {{{"retry-after", "soon"}}, std::nullopt},
      {{{"retry-after", "Sun, 06 Nov 1994 08:49:47 GMT"}}, 10s},
      {{{"retry-after", "Sun, 06 Nov 1994 08:00:00 GMT"}}, 0s},
      {{{"retry-after", "7"}, {"retry-after-ms", "250"}}, 250ms},
      {{{"retry-after", "7"}, {"retry-after-ms", "x"}}, 7s},
      {{{"retry-after", "1e300"}}, 24h},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(bridge::retry_after_in(row.headers, now), row.wait)
        << testing::PrintToString(row.headers);
  }
}

}  // namespace
}  // namespace mcp::test::failures_test
