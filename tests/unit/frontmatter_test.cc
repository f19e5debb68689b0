#include "skills/frontmatter.hpp"

#include <gtest/gtest.h>

namespace mcp {
namespace {

std::string between_marks(const std::string& yaml) {
  return "---\n" + yaml + "---\nText.\n";
}

TEST(Frontmatter, IsReadAsYaml12) {
  const std::pair<const char*, const char*> cases[] = {
      {"name: a\ndescription: b c\n", R"({"description":"b c","name":"a"})"},
      {"a: 1\nb: -2\nc: 1.5\nd: 1e3\ne: 0x1F\nf: 0o17\n",
       R"({"a":1,"b":-2,"c":1.5,"d":1000.0,"e":31,"f":15})"},
      {"a: true\nb: False\nc: null\nd: ~\ne:\n",
       R"({"a":true,"b":false,"c":null,"d":null,"e":null})"},
      {"a: yes\nb: on\nc: 2026-11-29\nd: 1.2.3\n",
       R"({"a":"yes","b":"on","c":"2026-11-29","d":"1.2.3"})"},
      {"a: \"1\"\nb: 'true'\n", R"({"a":"1","b":"true"})"},
      {"a: >-\n  folded\n  text\nb: |\n  kept\n  lines\n",
       R"({"a":"folded text","b":"kept\nlines\n"})"},
      {"a: [x, 2, {k: v}]\nb:\n  - c\n  - d:\n      e: f\n",
       R"({"a":["x",2,{"k":"v"}],"b":["c",{"d":{"e":"f"}}]})"},
      {"a: 99999999999999999999\n", R"({"a":1e+20})"},
      {"\"quoted key\": 1\n2: b\n", R"({"2":"b","quoted key":1})"},
  };
  for (const auto& [yaml, json] : cases) {
    const auto read = parse_frontmatter(between_marks(yaml));
    ASSERT_TRUE(read) << yaml << read.error().what();
    EXPECT_EQ(*read, Json::parse(json)) << yaml << to_text(*read);
  }
}

TEST(Frontmatter, EndsAtTheSecondMark) {
  EXPECT_EQ(*parse_frontmatter("---\r\na: b\r\n---\r\nText"), Json({{"a", "b"}}));
  EXPECT_EQ(*parse_frontmatter("---  \na: b\n---"), Json({{"a", "b"}}));
}

TEST(Frontmatter, OtherTextIsRejected) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "is missing"},
      {"a: b\n---\n", "is missing"},
      {"---\na: b\n", "is missing"},
      {" ---\na: b\n---\n", "is missing"},
      {between_marks("text\n"), "is not a mapping"},
      {between_marks(""), "is not a mapping"},
      {between_marks("- a\n"), "is not a mapping"},
      {between_marks("a: [b\n"), "is not valid YAML"},
      {between_marks("a: b\n\tc: d\n"), "is not valid YAML"},
      {between_marks("a: b\na: c\n"), "repeats the key `a`"},
      {between_marks("? [a, b]\n: c\n"), "key that is not a scalar"},
      {between_marks("a: &x b\nc: *x\n"), "which is not supported"},
      {between_marks("a: !!binary aGk=\n"), "has the tag"},
      {between_marks("a: !ruby/object {}\n"), "has the tag"},
      {between_marks("a: b\n...\nc: d\n"), "has two documents"},
      {between_marks("a: " + std::string(64 << 10, 'x') + '\n'), "is larger than 64 KiB"},
      {between_marks("a: " + std::string(40, '[') + std::string(40, ']') + '\n'), "too deeply"},
      {between_marks("a: " + std::string(60'000, '[') + '\n'), "The frontmatter"},
      {between_marks(std::string(60'000, '-') + '\n'), "The frontmatter"},
      {between_marks(std::string(30'000, '{')), "The frontmatter"},
  };
  for (const auto& [text, why] : cases) {
    const auto read = parse_frontmatter(text);
    ASSERT_FALSE(read) << text.substr(0, 80);
    EXPECT_NE(std::string(read.error().what()).find(why), std::string::npos) << read.error().what();
  }
}

TEST(Frontmatter, DifferencesAreNamed) {
  const std::tuple<Json, Json, const char*> cases[] = {
      {{{"a", 1}}, {{"a", 1}}, ""},
      {{{"a", 1}}, {{"a", 2}}, "a"},
      {{{"a", 1}}, Json::object(), "a"},
      {Json::object(), {{"a", 1}}, "a"},
      {{{"a", {{"b", {1, 2}}}}}, {{"a", {{"b", {1, 3}}}}}, "a.b"},
  };
  for (const auto& [expected, found, path] : cases) {
    EXPECT_EQ(first_difference(expected, found), path);
  }
}

}  // namespace
}  // namespace mcp
