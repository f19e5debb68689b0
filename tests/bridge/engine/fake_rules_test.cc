// The fake rejects what the Messages API rejects; otherwise tests against it would prove little.

#include <gtest/gtest.h>

#include "fake_anthropic/fake_anthropic.hpp"
#include "fake_anthropic/request_rules.hpp"
#include "fake_anthropic/scenario.hpp"
#include "fake_anthropic/thinking_signature.hpp"

namespace mcp::test::fake_rules_test {
namespace {

const std::vector<std::string> models = {"claude-sonnet-5-5", "claude-haiku-4-5"};

/// A valid request, changed by a merge patch (RFC 7396).
Json patched(const char* patch) {
  Json request = Json::parse(R"({"model": "claude-sonnet-5-5", "max_tokens": 10, "stream": true,
      "messages": [{"role": "user", "content": "hi"}]})");
  request.merge_patch(Json::parse(patch));
  return request;
}

std::string refusal(const Json& request) {
  const auto error = refuse_request(request, models);
  return error ? error->message : "";
}

std::string history(const std::string& messages) {
  return refusal(patched((R"({"messages": )" + messages + '}').c_str()));
}

TEST(FakeRules, AcceptsValidRequests) {
  for (const char* patch :
       {"{}", R"({"system": "s"})", R"({"system": [{"type": "text", "text": "s"}]})",
        R"({"tools": [{"name": "a-b_1", "input_schema": {"type": "object"}}]})",
        R"({"tool_choice": {"type": "auto"}})", R"({"output_config": {"effort": "max"}})",
        R"({"thinking": {"type": "adaptive", "display": "summarized"}})",
        R"({"model": "claude-haiku-4-5", "temperature": 1, "thinking": {"type": "disabled"}})",
        R"({"cache_control": {"type": "ephemeral", "ttl": "1h"}})"}) {
    EXPECT_EQ(refusal(patched(patch)), "") << patch;
  }
}

TEST(FakeRules, RefusesRequests) {
  const struct {
    const char* patch;
    const char* says;
  } rows[] = {
      {R"({"max_tokens": null})", "max_tokens: Field required"},
      {R"({"max_tokens": 0})", "max_tokens"},
      {R"({"max_tokens": "9"})", "max_tokens"},
      {R"({"messages": []})", "at least one"},
      {R"({"foo": 1})", "foo: Extra inputs"},
      {R"({"model": "claude-3-7-sonnet-2025-02-19"})", "model: claude-3-7"},
      {R"({"system": [{"type": "text", "text": ""}]})", "non-empty"},
      {R"({"temperature": 0.5})", "temperature"},
      {R"({"top_p": 0.5})", "top_p"},
      {R"({"top_k": 5})", "top_k"},
      {R"({"tool_choice": {"type": "any"}})", "forced"},
      {R"({"tool_choice": {"type": "tool", "name": "x"}})", "forced"},
      {R"({"thinking": {"type": "disabled"}})", "thinking"},
      {R"({"thinking": {"type": "enabled", "budget_tokens": 1024}})", "thinking"},
      {R"({"thinking": {"type": "adaptive", "display": "all"}})", "display"},
      {R"({"model": "claude-haiku-4-5", "thinking": {"type": "adaptive"}})", "adaptive"},
      {R"({"output_config": {"effort": "huge"}})", "effort"},
      {R"({"cache_control": {"type": "eternal"}})", "cache_control"},
      {R"({"cache_control": {"type": "ephemeral", "ttl": "2h"}})", "cache_control"},
      {R"({"tools": [{"name": "a.b", "input_schema": {"type": "object"}}]})", "tools.0"},
      {R"({"tools": [{"name": "", "input_schema": {"type": "object"}}]})", "tools.0"},
      {R"({"tools": [{"name": "a"}]})", "input_schema"},
      {R"({"tools": [{"name": "a", "input_schema": {"type": "array"}}]})", "input_schema"},
      {R"({"tools": [{"name": "a", "inputSchema": {}}]})", "Extra inputs"},
      {R"({"tools": [{"name": "a", "input_schema": {"type": "object"}},
                     {"name": "a", "input_schema": {"type": "object"}}]})",
       "unique"},
  };
  for (const auto& row : rows) {
    EXPECT_NE(refusal(patched(row.patch)).find(row.says), std::string::npos)
        << row.patch << ": " << refusal(patched(row.patch));
  }
}

TEST(FakeRules, RefusesMoreThanFourBreakpoints) {
  Json many = patched("{}");
  for (int count = 0; count < 5; ++count) {
    many["system"].push_back(
        {{"type", "text"}, {"text", "s"}, {"cache_control", {{"type", "ephemeral"}}}});
  }
  EXPECT_NE(refusal(many).find("maximum of 4"), std::string::npos);
}

constexpr const char* hi = R"({"role": "user", "content": "hi"})";
constexpr const char* calls = R"({"role": "assistant", "content": [
    {"type": "tool_use", "id": "t1", "name": "x", "input": {}},
    {"type": "tool_use", "id": "t2", "name": "y", "input": {}}]})";
constexpr const char* results = R"({"role": "user", "content": [
    {"type": "tool_result", "tool_use_id": "t1", "content": "1"},
    {"type": "tool_result", "tool_use_id": "t2", "content": [{"type": "text", "text": "2"}],
     "is_error": true}, {"type": "text", "text": "and?"}]})";

std::string list(const std::vector<std::string>& messages) {
  std::string text;
  for (const auto& message : messages) text += (text.empty() ? "[" : ", ") + message;
  return text + ']';
}

TEST(FakeRules, AcceptsValidHistories) {
  EXPECT_EQ(history(list({hi, hi})), "");
  EXPECT_EQ(history(list({hi, calls, results})), "");
  // Results in two messages are one turn.
  EXPECT_EQ(history(list({hi, calls, R"({"role": "user", "content":
      [{"type": "tool_result", "tool_use_id": "t1"}]})",
                          R"({"role": "user", "content":
      [{"type": "tool_result", "tool_use_id": "t2"}]})"})),
            "");
}

/// A message of one block.
std::string says(const char* role, const char* block) {
  return std::string(R"({"role": ")") + role + R"(", "content": [)" + block + "]}";
}

TEST(FakeRules, RefusesHistories) {
  const std::string text_first = R"({"role": "user", "content": [{"type": "text", "text": "so"},
      {"type": "tool_result", "tool_use_id": "t1"}, {"type": "tool_result", "tool_use_id": "t2"}]})";
  const std::string only_one = R"({"role": "user", "content": [
      {"type": "tool_result", "tool_use_id": "t1"}]})";
  const std::string twice = R"({"role": "user", "content": [
      {"type": "tool_result", "tool_use_id": "t1"}, {"type": "tool_result", "tool_use_id": "t1"},
      {"type": "tool_result", "tool_use_id": "t2"}]})";
  const struct {
    std::vector<std::string> messages;
    const char* because;
  } rows[] = {
      {{calls, results}, "first message"},
      {{hi, calls}, "without `tool_result`"},
      {{hi, calls, hi}, "without `tool_result`"},
      {{hi, calls, only_one}, "without `tool_result`"},
      {{hi, only_one}, "unexpected `tool_use_id`"},
      {{hi, calls, twice}, "single result"},
      {{hi, calls, text_first}, "must come first"},
      {{hi, calls, results, calls, results}, "unique"},
      {{hi, says("assistant", R"({"type": "text", "text": "So"})")}, "prefill"},
      {{says("user", R"({"type": "text", "text": ""})")}, "non-empty"},
      {{says("user", R"({"type": "text", "text": " \n"})")}, "non-whitespace"},
      {{R"({"role": "user", "content": ""})"}, "non-empty"},
      {{R"({"role": "user", "content": []})"}, "non-empty"},
      {{R"({"role": "system", "content": "x"})"}, "role"},
      {{R"({"role": "user", "content": "x", "id": 1})"}, "Extra inputs"},
      {{says("user", R"({"type": "tool_use", "id": "t", "name": "x", "input": {}})")}, "role"},
      {{hi, says("assistant", R"({"type": "tool_use", "id": "t", "name": "x"})"), hi}, "input"},
      {{hi, says("assistant", R"({"type": "tool_use", "id": "t", "name": "a/b", "input": {}})"),
        hi},
       "name"},
      {{hi, says("assistant", R"({"type": "tool_result", "tool_use_id": "t"})"), hi}, "role"},
      {{hi, says("assistant", R"({"type": "thinking", "thinking": "a", "signature": "b"})"), hi},
       "signature"},
  };
  for (const auto& row : rows) {
    const std::string refused = history(list(row.messages));
    EXPECT_NE(refused.find(row.because), std::string::npos) << list(row.messages) << refused;
  }
}

TEST(FakeRules, ThinkingIsTiedToTextAndModel) {
  const auto with = [](const std::string& thinking, const std::string& signature) {
    const Json block = {{"type", "thinking"}, {"thinking", thinking}, {"signature", signature}};
    const Json message = {{"role", "assistant"}, {"content", Json::array({block})}};
    return history(list({hi, to_text(message), hi}));
  };
  const auto signature = thinking_signature("claude-sonnet-5-5", "Hm.");
  EXPECT_EQ(with("Hm.", signature), "");
  EXPECT_NE(with("Hm!", signature), "");
  EXPECT_NE(with("Hm.", thinking_signature("claude-opus-5-5", "Hm.")), "");
}

TEST(FakeRules, HeadersAreChecked) {
  const auto status = [](const std::map<std::string, std::string>& headers) {
    const auto error = refuse_headers(headers, "k");
    return error ? error->status : 0;
  };
  EXPECT_EQ(status({{"x-api-key", "k"}, {"anthropic-version", "2023-06-01"}}), 0);
  EXPECT_EQ(status({{"anthropic-version", "2023-06-01"}}), 401);
  EXPECT_EQ(status({{"x-api-key", "other"}, {"anthropic-version", "2023-06-01"}}), 401);
  EXPECT_EQ(status({{"x-api-key", "k"}}), 400);
}

TEST(FakeScenario, RefusesWhatItDoesNotKnow) {
  for (const char* json :
       {R"({"step": []})", R"({"steps": [{}]})", R"({"steps": [{"answer": {"x": 1}}]})",
        R"({"steps": [{"answer": {}, "faults": {"x": 1}}]})", "[]"}) {
    EXPECT_THROW(Scenario{Json::parse(json)}, std::invalid_argument) << json;
  }
}

TEST(FakeScenario, EachConversationHasItsSteps) {
  Scenario scenario(Json::parse(R"({
      "scenarios": [{"match": "b", "steps": [{"error": {"status": 1}}, {"error": {"status": 2}}]}],
      "steps": [{"error": {"status": 3}}], "repeat": true})"));
  const auto next = [&](const char* text) {
    const auto step =
        scenario.next({{"messages", Json::array({{{"role", "user"}, {"content", text}}})}});
    return step ? step->at("error")["status"].get<int>() : 0;
  };
  EXPECT_EQ(next("b1"), 1);
  EXPECT_EQ(next("b2"), 1);
  EXPECT_EQ(next("b1"), 2);
  EXPECT_EQ(next("b1"), 0);
  EXPECT_EQ(next("other"), 3);
  EXPECT_EQ(next("other"), 3);
}

TEST(FakeScenario, ExpectsThingsOfRequests) {
  const Json request = patched("{}");
  const auto unmet = [&](const char* expectation) {
    return unmet_expectation({{"expect", Json::array({Json::parse(expectation)})}}, request);
  };
  EXPECT_EQ(unmet(R"({"at": "/messages/0/content", "equals": "hi"})"), "");
  EXPECT_EQ(unmet(R"({"at": "/messages", "size": 1})"), "");
  EXPECT_EQ(unmet(R"({"at": "/tools", "exists": false})"), "");
  EXPECT_EQ(unmet(R"({"at": "/model", "contains": "sonnet"})"), "");
  EXPECT_NE(unmet(R"({"at": "/model", "contains": "opus"})"), "");
  EXPECT_NE(unmet(R"({"at": "/messages/1/content", "equals": "hi"})"), "");
  EXPECT_NE(unmet(R"({"at": "/messages", "size": 2})"), "");
}

}  // namespace
}  // namespace mcp::test::fake_rules_test
