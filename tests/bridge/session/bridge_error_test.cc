#include "bridge/session/bridge_error.hpp"

#include <gtest/gtest.h>

#include <set>

namespace mcp::bridge::bridge_error_test {
namespace {

TEST(BridgeError, FailuresOfTheModelHaveACodeAndATextInTheUsersLanguage) {
  const std::pair<ModelFailureKind, const char*> rows[] = {
      {ModelFailureKind::no_credit, "ai_saldo_insuficiente"},
      {ModelFailureKind::unauthorized, "ai_nao_autorizado"},
      {ModelFailureKind::rate_limited, "ai_limite_excedido"},
      {ModelFailureKind::unavailable, "ai_indisponivel"},
      {ModelFailureKind::refused, "ai_error"},
      {ModelFailureKind::cancelled, "cancelled"}};
  for (const auto& [kind, name] : rows) {
    const BridgeError error = error_of(kind);
    EXPECT_EQ(encode(error), name);
    EXPECT_NE(text_for(error, "pt-BR"), text_for(error, "en"));
  }
  EXPECT_EQ(text_for(BridgeError::ai_unauthorized, "pt-br"),
            "N\u00e3o autorizado. Verifique sua ANTHROPIC_API_KEY.");
  EXPECT_EQ(text_for(BridgeError::ai_rate_limited, ""),
            text_for(BridgeError::ai_rate_limited, "en-US"));
}

TEST(BridgeError, EveryErrorHasANameOfItsOwn) {
  std::set<std::string> names;
  for (int i = 0; i <= static_cast<int>(BridgeError::internal_error); ++i) {
    const auto error = static_cast<BridgeError>(i);
    names.insert(encode(error).get<std::string>());
    EXPECT_EQ(text_for(error, "en").empty(), text_for(error, "pt").empty()) << encode(error);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(BridgeError::internal_error) + 1);
}

TEST(BridgeError, UnknownNamesHaveNoText) {
  EXPECT_EQ(text_for_name("busy", "pt"), text_for(BridgeError::busy, "pt"));
  EXPECT_EQ(text_for_name("not_found", "en"), "");
  for (const Json& name : {Json("of_a_later_version"), Json(""), Json(), Json(5)}) {
    EXPECT_EQ(text_for_name(name, "en"), "") << name;
  }
}

TEST(BridgeError, RulesSayTheirMessagesInTheDetail) {
  EXPECT_TRUE(is_said_by_a_rule({{"message", "input_refused"}, {"detail", "No."}}));
  EXPECT_TRUE(is_said_by_a_rule({{"message", "output_refused"}, {"detail", "No."}}));
  EXPECT_FALSE(is_said_by_a_rule({{"message", "output_refused"}, {"detail", ""}}));
  EXPECT_FALSE(is_said_by_a_rule({{"message", "input_refused"}}));
  EXPECT_FALSE(is_said_by_a_rule({{"message", "busy"}, {"detail", "No."}}));
  EXPECT_FALSE(is_said_by_a_rule(Json::object()));
}

}  // namespace
}  // namespace mcp::bridge::bridge_error_test
