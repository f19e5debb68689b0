// Conversion of arguments with a wrong but unambiguous type.

#include "coercion.hpp"

#include <gtest/gtest.h>

namespace mcp {
namespace {

const Json careless_schema = Json::parse(R"({
  "type": "object", "required": ["path"],
  "properties": {
    "path": {"type": "string"}, "lines": {"type": "integer"}, "ratio": {"type": "number"},
    "force": {"type": "boolean"}, "any": {}, "either": {"type": ["integer", "string"]},
    "maybe": {"type": ["integer", "null"]}, "list": {"type": "array", "items": {"type": "integer"}},
    "inner": {"type": "object", "properties": {"n": {"type": "integer"}}}}})");

TEST(Coercion, ConvertsUnambiguousValues) {
  const struct {
    const char* given;
    const char* meant;
  } cases[] = {
      {R"({"path": "2", "lines": "2"})", R"({"path": "2", "lines": 2})"},
      {R"({"lines": "-3", "ratio": "0.5"})", R"({"lines": -3, "ratio": 0.5})"},
      {R"({"force": "true"})", R"({"force": true})"},
      {R"({"force": "false", "lines": null})", R"({"force": false})"},
      {R"({"maybe": "7"})", R"({"maybe": 7})"},
      {R"({"list": ["1", 2, "3"]})", R"({"list": [1, 2, 3]})"},
      {R"({"inner": {"n": "1"}})", R"({"inner": {"n": 1}})"},
      {R"({"inner": null})", "{}"},
  };
  for (const auto& [given, meant] : cases) {
    EXPECT_EQ(coerced(Json::parse(given), careless_schema), Json::parse(meant)) << given;
  }
}

TEST(Coercion, LeavesOtherValuesUnchanged) {
  for (const char* given :
       {"{}", R"({"path": null})", R"({"path": 5})", R"({"any": null})", R"({"any": "5"})",
        R"({"either": "5"})", R"({"maybe": null})", R"({"lines": "2.5"})", R"({"lines": "two"})",
        R"({"lines": ""})", R"({"force": "yes"})", R"({"force": "1"})", R"({"lines": "true"})",
        R"({"lines": "[1]"})", R"({"unknown": null})", R"({"list": "1"})"}) {
    EXPECT_EQ(coerced(Json::parse(given), careless_schema), std::nullopt) << given;
  }
  EXPECT_EQ(coerced(Json::parse(R"({"a": "1"})"), Json()), std::nullopt);
}

}  // namespace
}  // namespace mcp
