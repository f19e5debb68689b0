#include "mcp/message.hpp"

#include <gtest/gtest.h>

#include "protocol/id_scanner.hpp"

namespace mcp {
namespace {

TEST(Message, ReadsRequests) {
  for (const auto& [id, expected] :
       {std::pair<const char*, RequestId>{"7", 7}, {"-1", -1}, {"\"x\"", "x"}, {"\"\"", ""}}) {
    const auto message = parse_message(R"({"jsonrpc":"2.0","method":"m","params":{"a":1},"id":)" +
                                       std::string(id) + "}");
    const auto& request = std::get<Request>(message.value());
    EXPECT_EQ(request.id, expected);
    EXPECT_EQ(request.method, "m");
    EXPECT_EQ(request.params, Json({{"a", 1}}));
  }
}

TEST(Message, ReadsNotifications) {
  const auto message = parse_message(R"({"jsonrpc":"2.0","method":"m"})");
  EXPECT_TRUE(std::get<Notification>(message.value()).params.is_null());
}

TEST(Message, ReadsResponses) {
  const auto result = parse_message(R"({"jsonrpc":"2.0","id":1,"result":{"x":1}})");
  EXPECT_EQ(std::get<Json>(std::get<Response>(result.value()).outcome), Json({{"x", 1}}));
  const auto error =
      parse_message(R"({"jsonrpc":"2.0","id":1,"error":{"code":-5,"message":"no","data":[1]}})");
  const auto& outcome = std::get<Error>(std::get<Response>(error.value()).outcome);
  EXPECT_EQ(static_cast<int>(outcome.code()), -5);
  EXPECT_STREQ(outcome.what(), "no");
  EXPECT_EQ(outcome.data(), Json({1}));
  const auto without_id =
      parse_message(R"({"jsonrpc":"2.0","error":{"code":-32700,"message":"bad"}})");
  EXPECT_FALSE(std::get<Response>(without_id.value()).id);
}

// The call fails, so that its caller does not wait for ever.
TEST(Message, TakesABrokenResponseForAFailedOne) {
  for (const char* text :
       {R"({"jsonrpc":"2.0","id":1,"result":5})",
        R"({"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":""}})",
        R"({"jsonrpc":"2.0","id":1})", R"({"jsonrpc":"2.0","id":1,"error":"no"})",
        R"({"jsonrpc":"2.0","id":1,"error":{"code":1.5,"message":""}})",
        R"({"jsonrpc":"2.0","id":1,"error":{"code":1}})"}) {
    const auto message = parse_message(text);
    ASSERT_TRUE(message) << text;
    const auto& response = std::get<Response>(*message);
    EXPECT_EQ(response.id, RequestId(1)) << text;
    EXPECT_EQ(std::get<Error>(response.outcome).code(), ErrorCode::protocol_violation) << text;
  }
}

// Local error codes describe failures on this side; a peer must not be able to send them.
TEST(Message, TakesNoLocalCodeFromThePeer) {
  const auto code = std::to_string(static_cast<int>(ErrorCode::request_timed_out));
  const auto message =
      parse_message(R"({"jsonrpc":"2.0","id":1,"error":{"message":"","code":)" + code + "}}");
  const auto& outcome = std::get<Error>(std::get<Response>(message.value()).outcome);
  EXPECT_EQ(outcome.code(), ErrorCode::internal_error);
}

struct Bad {
  const char* text;
  ErrorCode code;
  std::optional<RequestId> id;
};

TEST(Message, RejectsInvalidMessages) {
  const Bad cases[] = {
      {"", ErrorCode::parse_error, {}},
      {"{", ErrorCode::parse_error, {}},
      {R"({"jsonrpc":"2.0","id":5,"method":"m",)", ErrorCode::parse_error, 5},
      {"[]", ErrorCode::invalid_request, {}},
      {"5", ErrorCode::invalid_request, {}},
      {R"({"id":1,"method":"m"})", ErrorCode::invalid_request, 1},
      {R"({"jsonrpc":"2.1","id":1,"method":"m"})", ErrorCode::invalid_request, 1},
      {R"({"jsonrpc":"2.0","id":1,"method":null})", ErrorCode::invalid_request, 1},
      {R"({"jsonrpc":"2.0","id":{},"method":"m"})", ErrorCode::invalid_request, {}},
      {R"({"jsonrpc":"2.0","id":true,"method":"m"})", ErrorCode::invalid_request, {}},
      {R"({"jsonrpc":"2.0","id":18446744073709551615,"method":"m"})",
       ErrorCode::invalid_request,
       {}},
      {R"({"jsonrpc":"2.0","id":1,"method":"m","params":"x"})", ErrorCode::invalid_request, 1},
      {R"({"jsonrpc":"2.0","result":{}})", ErrorCode::invalid_request, {}},
      {R"({"jsonrpc":"2.0"})", ErrorCode::invalid_request, {}},
  };
  for (const auto& [text, code, id] : cases) {
    const auto message = parse_message(text);
    ASSERT_FALSE(message) << text;
    EXPECT_EQ(message.error().error.code(), code) << text;
    EXPECT_EQ(message.error().id, id) << text;
  }
}

TEST(Message, RejectsLargeMessagesButFindsTheirId) {
  const std::string text = R"({"method":"m","params":{"x":")" + std::string(5000, 'x') +
                           R"("},"jsonrpc":"2.0","id":"a"})";
  const auto message = parse_message(text, {.max_bytes = 1000});
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().id, RequestId("a"));
  EXPECT_NE(std::string(message.error().error.what()).find("1000 bytes"), std::string::npos);
}

TEST(Message, WritesWhatItReads) {
  for (const char* text :
       {R"({"jsonrpc":"2.0","id":1,"method":"m","params":{"a":[1]}})",
        R"({"jsonrpc":"2.0","method":"m"})", R"({"jsonrpc":"2.0","id":"x","result":{}})",
        R"({"jsonrpc":"2.0","error":{"code":-32700,"message":"bad"}})",
        R"({"jsonrpc":"2.0","id":2,"error":{"code":1,"message":"m","data":{}}})"}) {
    EXPECT_EQ(to_text(parse_message(text).value()), text);
  }
}

struct Scanned {
  const char* text;
  std::optional<RequestId> id;
};

const Scanned scanned[] = {
    {R"({"id":1,"method":"m"})", 1},
    {R"({"method":"m","id":"abc"})", "abc"},
    {R"(  { "method" : "m" , "id" : -12 } )", -12},
    {R"({"params":{"id":5,"method":"x"},"method":"m","id":6)", std::nullopt},
    {R"({"params":{"id":5},"method":"m","id":6,)", 6},
    {R"({"id":1})", std::nullopt},
    {R"({"id":1,"result":{"method":"m"}})", std::nullopt},
    {R"({"method":"m","id":1.5})", std::nullopt},
    {R"({"method":"m","id":null})", std::nullopt},
    {R"({"method":"m","id":"a\"b"})", std::nullopt},
    {R"({"m\u0065thod":"m","id":1})", std::nullopt},
    {R"({"method":"m","id":{"id":3}})", std::nullopt},
    {R"({"x":"\"id\":9,","method":"m","id":7})", 7},
    {"nonsense", std::nullopt},
    {"", std::nullopt},
    {"}}}}{{", std::nullopt},
};

TEST(IdScanner, FindsTheIdOfARequest) {
  for (const auto& [text, id] : scanned) {
    IdScanner scanner;
    scanner.feed(text);
    EXPECT_EQ(scanner.request_id(), id) << text;
  }
}

TEST(IdScanner, DoesNotCareHowTheTextIsCut) {
  for (const auto& [text, id] : scanned) {
    IdScanner scanner;
    for (const char c : std::string_view(text)) scanner.feed({&c, 1});
    EXPECT_EQ(scanner.request_id(), id) << text;
  }
}

}  // namespace
}  // namespace mcp
