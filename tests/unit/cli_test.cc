#include <gtest/gtest.h>

#include <sys/stat.h>

#include "arguments.hpp"
#include "headers.hpp"
#include "safe_stderr.hpp"
#include "show.hpp"
#include "support/scratch.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

const Json schema = Json::parse(R"({"properties": {
    "text": {"type": "string"}, "count": {"type": "integer"}, "flag": {"type": "boolean"},
    "list": {"type": "array", "items": {"type": "string"}}, "object": {"type": "object"},
    "choice": {"enum": ["a", "b"]}, "maybe": {"type": ["null", "number"]}}})");

struct Parsed {
  std::vector<std::string> words;
  const char* json;
};

TEST(Arguments, AreReadByTheSchema) {
  const Parsed cases[] = {
      {{}, "{}"},
      {{"text=5"}, R"({"text":"5"})"},
      {{"text="}, R"({"text":""})"},
      {{"text=a=b"}, R"({"text":"a=b"})"},
      {{"count=5"}, R"({"count":5})"},
      {{"flag=true"}, R"({"flag":true})"},
      {{"flag=yes"}, R"({"flag":true})"},
      {{"list=a"}, R"({"list":["a"]})"},
      {{"list=a", "list=b"}, R"({"list":["a","b"]})"},
      {{"list=[\"a\",\"b\"]"}, R"({"list":["a","b"]})"},
      {{"object={\"x\":1}"}, R"({"object":{"x":1}})"},
      {{"choice=a"}, R"({"choice":"a"})"},
      {{"maybe=1.5"}, R"({"maybe":1.5})"},
      {{"text:=7"}, R"({"text":7})"},
      {{"unknown=7"}, R"({"unknown":7})"},
      {{"unknown=word"}, R"({"unknown":"word"})"},
  };
  for (const auto& [words, json] : cases) {
    const auto arguments = parse_arguments(words, schema);
    ASSERT_TRUE(arguments) << arguments.error().what();
    EXPECT_EQ(*arguments, Json::parse(json)) << words[0];
  }
}

TEST(Arguments, SayWhatIsWrong) {
  for (const char* word :
       {"text", "=x", "count=many", "flag=maybe", "x:={", "text=@/nonexistent"}) {
    const auto arguments = parse_arguments({word}, schema);
    ASSERT_FALSE(arguments) << word;
    EXPECT_NE(std::string(arguments.error().what()).find(word), std::string::npos);
  }
}

TEST(Arguments, OfPromptsAreTexts) {
  const auto arguments = parse_prompt_arguments({"a=1", "b=x y"});
  EXPECT_EQ(arguments.value(), (std::map<std::string, std::string>{{"a", "1"}, {"b", "x y"}}));
}

TEST(Headers, AreReadFromALine) {
  EXPECT_EQ(read_header("A: b").value(), Header("A", "b"));
  EXPECT_EQ(read_header("A:b: c ").value(), Header("A", "b: c"));
  for (const char* line : {"secret", ": secret", ""}) {
    const auto header = read_header(line);
    ASSERT_FALSE(header) << line;
    EXPECT_EQ(std::string(header.error().what()).find("secret"), std::string::npos);
  }
}

TEST(Headers, AreReadFromAFileOfTheUserOnly) {
  const test::Scratch scratch;
  const std::string file = scratch / "headers";
  test::put(file, "Authorization: Bearer t\r\n\nX-Other: 1");
  ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
  EXPECT_EQ(read_header_file(file),
            (std::vector<Header>{{"Authorization", "Bearer t"}, {"X-Other", "1"}}));
  ASSERT_EQ(::chmod(file.c_str(), 0644), 0);
  EXPECT_THROW(read_header_file(file), std::runtime_error);
  ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
  test::put(file, "A: b\nsecret\n");
  try {
    read_header_file(file);
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("line 2"), std::string::npos) << error.what();
    EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos) << error.what();
  }
}

// DEL, a C1 character and characters that change the direction of text.
const std::string acts =
    "a\x7F\xC2\x9B"
    "31m\xE2\x80\xAE\x1B[2Jb\nc\td";

bool is_harmless(const std::string& shown) {
  for (const char* bad : {"\x7F", "\xC2\x9B", "\xE2\x80\xAE", "\x1B"}) {
    if (shown.find(bad) != std::string::npos) return false;
  }
  return true;
}

TEST(Terminal, JsonMeansTheSameAndDoesNothing) {
  const Json json{{acts, acts}, {"plain", "gr\xC3\xBC\xC3\x9F"}, {"list", {acts, 1, nullptr}}};
  const std::string shown = json_for_terminal(json);
  EXPECT_TRUE(is_harmless(shown)) << Json(shown).dump(-1, ' ', true);
  EXPECT_EQ(Json::parse(shown), json);
  EXPECT_NE(shown.find("gr\xC3\xBC\xC3\x9F"), std::string::npos) << "other text stays readable";
  EXPECT_NE(shown.find("\\u009b31m\\u202e"), std::string::npos);
}

TEST(Terminal, StandardErrorOfAServerIsSafeToShow) {
  const std::string good = acts + "gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80.\n";
  for (std::size_t cut = 0; cut <= good.size(); ++cut) {
    SafeStderr shown;
    testing::internal::CaptureStderr();
    shown.take(good.substr(0, cut));
    shown.take(good.substr(cut));
    const std::string text = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(is_harmless(text)) << cut;
    EXPECT_TRUE(text.ends_with("gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80.\n")) << cut;
  }
  SafeStderr shown;
  testing::internal::CaptureStderr();
  shown.take("\xE2\x1B[2J \xFF\xC3");
  shown.take("\x1B[31m\n");
  EXPECT_TRUE(is_harmless(testing::internal::GetCapturedStderr())) << "nor what is not UTF-8";
}

TEST(Terminal, NamesAreOnOneLine) {
  EXPECT_TRUE(is_harmless(one_line(acts)));
  EXPECT_EQ(one_line(acts).find_first_of("\n\t"), std::string::npos);
}

TEST(Terminal, WhatAServerGivesIsSafeToShow) {
  ServerInfo server;
  server.protocol_version = acts;
  server.implementation.name = acts;
  server.instructions = acts;
  EXPECT_TRUE(is_harmless(to_text(server)));
  Tool tool{.name = acts, .description = acts};
  tool.input_schema = {{"properties", {{acts, Json::object()}}}, {"required", {acts}}};
  EXPECT_TRUE(is_harmless(to_text(tool)));
  EXPECT_TRUE(to_text(tool).starts_with("a"));
  CallToolResult result;
  result.structured = Json{{"x", acts}};
  EXPECT_TRUE(is_harmless(to_text(result)));
}

}  // namespace
}  // namespace mcp::cli
