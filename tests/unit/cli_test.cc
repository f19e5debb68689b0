#include <gtest/gtest.h>

#include <sys/stat.h>

#include "arguments.hpp"
#include "headers.hpp"
#include "support/scratch.hpp"

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

}  // namespace
}  // namespace mcp::cli
