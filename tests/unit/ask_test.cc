// Elicitations of mcp-client at the terminal.

#include "ask.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "io/descriptor.hpp"
#include "reply.hpp"

namespace mcp::cli {
namespace {

TEST(Reply, IsReadInOneWay) {
  const std::pair<const char*, Reply> cases[] = {
      {"y", Reply::yes},         {"Y", Reply::yes},
      {"yes", Reply::yes},       {"YES", Reply::yes},
      {" yes \r", Reply::yes},   {"n", Reply::no},
      {"no", Reply::no},         {"No", Reply::no},
      {"d", Reply::no},          {"decline", Reply::no},
      {"!decline", Reply::no},   {"e", Reply::edit},
      {"Edit", Reply::edit},     {"c", Reply::cancel},
      {"cancel", Reply::cancel}, {"!cancel", Reply::cancel},
      {"", Reply::unknown},      {" ", Reply::unknown},
      {"yep", Reply::unknown},   {"yes please", Reply::unknown},
      {"ok", Reply::unknown},    {"nope", Reply::unknown},
      {"!yes", Reply::unknown},
  };
  for (const auto& [line, reply] : cases) EXPECT_EQ(parse_reply(line), reply) << line;
}

/// The result of `ask` when the person types this text.
ElicitResult typed(const Elicitation& elicitation, const std::string& text) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const Descriptor input(ends[0]);
  Descriptor keyboard(ends[1]);
  EXPECT_EQ(::write(keyboard.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  keyboard.reset();
  return ask("server", elicitation, {}, input.get());
}

struct Typed {
  const char* text;
  ElicitAction action;
};

const Elicitation form{.message = "Who are you?", .requested_schema = Json::parse(R"({
                           "type": "object", "properties": {"name": {"type": "string"}}})")};

TEST(Ask, SendsAFormOnlyAfterAnExplicitYes) {
  const Typed cases[] = {
      {"Ann\ny\n", ElicitAction::accept},
      {"Ann\nYes\n", ElicitAction::accept},
      {"Ann\nn\n", ElicitAction::decline},
      {"Ann\nno\n", ElicitAction::decline},
      {"Ann\nNO\n", ElicitAction::decline},
      {"Ann\nd\n", ElicitAction::decline},
      {"Ann\ndecline\n", ElicitAction::decline},
      {"Ann\n!decline\n", ElicitAction::decline},
      {"Ann\nc\n", ElicitAction::cancel},
      {"Ann\ncancel\n", ElicitAction::cancel},
      {"Ann\n", ElicitAction::cancel},
      {"Ann\ny", ElicitAction::cancel},
      {"Ann\n\n", ElicitAction::cancel},
      {"Ann\n\n\nwhat?\n", ElicitAction::cancel},
      {"Ann\n\nmaybe\nno\n", ElicitAction::decline},
      {"Ann\n\nmaybe\nyes\n", ElicitAction::accept},
      {"!decline\n", ElicitAction::decline},
      {"!cancel\n", ElicitAction::cancel},
      {"", ElicitAction::cancel},
  };
  for (const auto& [text, action] : cases) {
    const auto result = typed(form, text);
    EXPECT_EQ(result.action, action) << text;
    EXPECT_EQ(result.content.has_value(), action == ElicitAction::accept) << text;
  }
}

TEST(Ask, LetsAFormBeEdited) {
  const auto result = typed(form, "Ann\nedit\nBob\nyes\n");
  EXPECT_EQ(result.action, ElicitAction::accept);
  EXPECT_EQ(result.content, Json({{"name", "Bob"}}));
}

TEST(Ask, AcceptsAUrlOnlyAfterAnExplicitYes) {
  const Elicitation url{.message = "Sign in", .url = "https://example.org/login"};
  const Typed cases[] = {
      {"y\n", ElicitAction::accept},      {"YES\n", ElicitAction::accept},
      {"no\n", ElicitAction::decline},    {"d\n", ElicitAction::decline},
      {"e\nd\n", ElicitAction::decline},  {"\ny\n", ElicitAction::accept},
      {"\n", ElicitAction::cancel},       {"sure\n", ElicitAction::cancel},
      {"cancel\n", ElicitAction::cancel}, {"", ElicitAction::cancel},
  };
  for (const auto& [text, action] : cases) EXPECT_EQ(typed(url, text).action, action) << text;
}

/// What `ask_arguments` returns when the person types this text; null when it is cancelled.
Json typed_arguments(const Tool& tool, const Json& given, const std::string& text) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const Descriptor input(ends[0]);
  Descriptor keyboard(ends[1]);
  EXPECT_EQ(::write(keyboard.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  keyboard.reset();
  try {
    return ask_arguments(tool, given, {}, input.get());
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::request_cancelled);
    return nullptr;
  }
}

TEST(Ask, ReadsMissingArgumentsByTheirSchemas) {
  const Json properties = Json::parse(R"({
      "text": {"type": "string"}, "count": {"type": "integer", "minimum": 2},
      "flag": {"type": "boolean"}, "choice": {"enum": ["a", "b"]},
      "list": {"type": "array", "items": {"type": "integer"}},
      "object": {"type": "object"}, "preset": {"type": "integer", "default": 7},
      "other": {"$ref": "#/$defs/x"}, "odd": {"items": true, "enum": 3, "oneOf": {"a": 1}},
      "no schema": true})");
  const struct {
    const char* name;
    const char* typed;
    Json value;
  } cases[] = {
      {"text", "5\n", "5"},
      {"count", "one\n1\n2\n", 2},
      {"flag", "yes\n", true},
      {"choice", "c\nb\n", "b"},
      {"list", "1, 2\n", {1, 2}},
      {"list", "[3]\n", Json::array({3})},
      {"object", "{\"x\":1}\n", {{"x", 1}}},
      {"preset", "\n", 7},
      {"other", "text\n", "text"},
      {"odd", "x\n", "x"},
      {"no schema", "1\n", 1},
      {"unknown", "word\n", "word"},
  };
  for (const auto& [name, text, value] : cases) {
    Tool tool{.name = "t"};
    tool.input_schema = {{"type", "object"}, {"properties", properties}, {"required", {name}}};
    EXPECT_EQ(typed_arguments(tool, {{"given", 1}}, text), (Json{{"given", 1}, {name, value}}))
        << name;
    for (const char* end : {"", "!cancel\n", "!decline\n"}) {
      EXPECT_EQ(typed_arguments(tool, Json::object(), end), nullptr) << name;
    }
  }
  Tool tool{.name = "t"};
  tool.input_schema = {{"required", {"a", 1}}, {"properties", {1}}};
  EXPECT_EQ(typed_arguments(tool, Json::object(), "x\n"), (Json{{"a", "x"}}));
  EXPECT_EQ(typed_arguments(tool, {{"a", 1}}, ""), (Json{{"a", 1}})) << "nothing is missing";
}

}  // namespace
}  // namespace mcp::cli
