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

}  // namespace
}  // namespace mcp::cli
