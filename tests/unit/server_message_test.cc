// How a client reads messages of servers that are not strictly valid JSON-RPC.

#include "protocol/server_message.hpp"

#include <gtest/gtest.h>

#include "json/lenient.hpp"

namespace mcp {
namespace {

using namespace std::string_literals;

TEST(Lenient, AcceptsMessagesOfOtherPrograms) {
  const struct {
    std::string text;
    Json value;
  } cases[] = {
      {R"("a\ud83d")", "a\uFFFD"},
      {R"("\ude00b")", "\uFFFD"s + "b"},
      {R"("\ud83d\ud83d\ude00")", "\uFFFD\U0001F600"},
      {R"("\ud83d\u0041")", "\uFFFD"s + "A"},
      {R"("\ud83dx\u00e9")", "\uFFFDx\u00E9"},
      {R"("\x \u12")", "\uFFFDx \uFFFD12"},
      {"\"a\xFF\xC3\"", "a\uFFFD\uFFFD"},
      {"\"\xC3\xA9\xF0\x9F\x98\x80\xED\xA0\x80\"", "\u00E9\U0001F600\uFFFD\uFFFD\uFFFD"},
      {"\"a\tb\nc\"", "a\tb\nc"},
      {"[NaN, Infinity, -Infinity]", {nullptr, nullptr, nullptr}},
      {R"(["NaN", "-Infinity", "\"NaN"])", {"NaN", "-Infinity", "\"NaN"}},
      {"18446744073709551616", 18446744073709551616.0},
      {"-9223372036854775809", -9223372036854775809.0},
      {"[1e999,-1e999,1e-999]", {1.7976931348623157e308, -1.7976931348623157e308, 0.0}},
      {"[0." + std::string(400, '0') + "1,-" + std::string(400, '9') + ",NaN]",
       {0.0, -1.7976931348623157e308, nullptr}},
      {R"({"a":123456789012345678901234567890,"b":NaN})",
       {{"a", 123456789012345678901234567890.0}, {"b", nullptr}}},
  };
  for (const auto& [text, value] : cases) {
    const auto read = json::parse_leniently(text);
    ASSERT_TRUE(read) << text << read.error().what();
    EXPECT_EQ(*read, value) << text;
  }
}

TEST(Lenient, ChangesNothingThatIsJson) {
  for (
      const std::string text :
      {R"({"a":[18446744073709551615,-9223372036854775808,1.5e3,-0,0.1],"b":"\ud83d\ude00\u0000"})",
       R"(["\u00e9\ud83d\ude00\\\"",true,null])", "1e-300"}) {
    EXPECT_EQ(json::parse(json::mended(text)).value(), json::parse(text).value()) << text;
  }
}

TEST(Lenient, StillRejectsInvalidMessages) {
  for (const std::string text : {"", "{", "[1,]", "nan", "'a'", "\"a", "\"a\\", "\"\\u", "-", "1-2",
                                 "{\"a\":1,\"a\":2}", "Infinityx"}) {
    EXPECT_FALSE(json::parse_leniently(text)) << text;
  }
}

TEST(ServerMessage, FindsTheCallThatIsAnswered) {
  for (const std::string id : {"7", "7.0", "\"7\"", "7e0"}) {
    const auto message =
        read_server_message(R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{}})", {});
    ASSERT_TRUE(message) << id;
    EXPECT_EQ(std::get<Response>(*message).id, RequestId(7)) << id;
  }
  for (const std::string id : {"\"own-7\"", "\"7x\"", "\"\""}) {
    const auto message =
        read_server_message(R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{}})", {});
    EXPECT_EQ(to_json(*std::get<Response>(message.value()).id), Json::parse(id));
  }
  // The response to a server's request has the id that the server chose.
  const auto question = read_server_message(R"({"jsonrpc":"2.0","id":"7","method":"ping"})", {});
  EXPECT_EQ(std::get<Request>(question.value()).id, RequestId("7"));
}

TEST(ServerMessage, FailsTheCallWhoseAnswerCannotBeRead) {
  const MessageLimits limits{.max_bytes = 100, .max_depth = 8};
  const struct {
    std::string text;
    const char* why;
  } cases[] = {
      {R"({"jsonrpc":"2.0","id":7,"result":{"a":[1,]}})", "Not valid JSON"},
      {R"({"jsonrpc":"2.0","id":7,"result":{"a":1,"a":2}})", "Duplicate key"},
      {R"({"jsonrpc":"2.0","id":7,"result":{"a":[[[[[[[[]]]]]]]]}})", "nested deeper"},
      {R"({"jsonrpc":"2.0","id":7,"error":{"code":1,"message":"a)" + std::string(100, 'a'),
       "larger than 100 bytes"},
      {R"({"result":{},"jsonrpc":"2.0","id":7,"x":})", "Not valid JSON"},
  };
  for (const auto& [text, why] : cases) {
    const auto message = read_server_message(text, limits);
    ASSERT_TRUE(message) << text;
    const auto& response = std::get<Response>(*message);
    EXPECT_EQ(response.id, RequestId(7)) << text;
    const auto& error = std::get<Error>(response.outcome);
    EXPECT_EQ(error.code(), ErrorCode::protocol_violation);
    EXPECT_NE(std::string(error.what()).find(why), std::string::npos) << error.what();
  }
}

TEST(ServerMessage, MistakesNoOutputForAnAnswer) {
  for (const std::string text :
       {"Listening on port 3", R"({"level":"info","id":7})",
        R"({"jsonrpc":"2.0","method":"m","id":7,"params":{)", R"({"x":{"id":7,"result":1})"}) {
    EXPECT_FALSE(read_server_message(text, {})) << text;
  }
}

}  // namespace
}  // namespace mcp
