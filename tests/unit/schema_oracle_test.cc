// Our evaluator gives the same results in draft-07 as valijson, an independent implementation.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "bridge/documents/valijson.hpp"
#include "mcp/schema.hpp"

namespace mcp::schema_oracle_test {
namespace {

/// Generates schemas and values, simple enough that they sometimes match. Leaves out whole numbers
/// with a fraction (1.0) and numbers that no double holds: for these valijson does not follow the
/// draft.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  Json value(int depth) {
    switch (below(depth > 0 ? 8 : 6)) {
      case 0:
        return nullptr;
      case 1:
        return below(2) == 0;
      case 2:
      case 3:
        return number();
      case 4:
      case 5:
        return text();
      case 6:
        return list([&] { return value(depth - 1); });
      default:
        return members([&] { return value(depth - 1); });
    }
  }

  Json schema(int depth) {
    if (depth == 0 && below(8) == 0) return below(4) != 0;
    Json made = Json::object();
    for (std::size_t i = below(3) + 1; i > 0; --i) add_keyword(made, depth);
    return made;
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  Json number() {
    const int whole = static_cast<int>(below(9)) - 4;
    return below(4) == 0 ? Json(whole + 0.5) : Json(whole);
  }
  std::string text() {
    static const std::vector<std::string> texts = {"", "a", "b", "ab", "abc", "\u00e9\u00e9"};
    return texts[below(texts.size())];
  }
  std::string name() { return std::string(1, static_cast<char>('a' + below(4))); }
  Json names() {
    Json made = Json::array();
    for (const char* each : {"a", "b", "c"}) {
      if (below(3) == 0) made.push_back(each);
    }
    if (made.empty()) made.push_back("a");
    return made;
  }
  Json list(const std::function<Json()>& item) {
    Json made = Json::array();
    for (std::size_t i = below(4); i > 0; --i) made.push_back(item());
    return made;
  }
  Json some(const std::function<Json()>& item) {
    Json made = list(item);
    made.push_back(item());
    return made;
  }
  Json members(const std::function<Json()>& item) {
    Json made = Json::object();
    for (std::size_t i = below(4); i > 0; --i) made[name()] = item();
    return made;
  }
  Json type() {
    static const std::vector<std::string> types = {"null",   "boolean", "integer", "number",
                                                   "string", "array",   "object"};
    if (below(3) != 0) return types[below(types.size())];
    const std::size_t one = below(types.size());
    return {types[one], types[(one + 1 + below(types.size() - 1)) % types.size()]};
  }
  // The values of an enum must differ.
  Json choices() {
    Json made = Json::array();
    for (const Json& each : some([&] { return value(1); })) {
      if (std::find(made.begin(), made.end(), each) == made.end()) made.push_back(each);
    }
    return made;
  }

  void add_keyword(Json& to, int depth) {
    static const std::vector<std::string> counts = {"minItems",      "maxItems",  "minProperties",
                                                    "maxProperties", "minLength", "maxLength"};
    static const std::vector<std::string> bounds = {"minimum", "maximum", "exclusiveMinimum",
                                                    "exclusiveMaximum"};
    const auto part = [&] { return schema(depth - 1); };
    switch (below(depth > 0 ? 19 : 9)) {
      case 0:
      case 1:
        to["type"] = type();
        break;
      case 2:
        to["enum"] = choices();
        break;
      case 3:
        to["const"] = value(1);
        break;
      case 4:
        to[counts[below(counts.size())]] = below(4);
        break;
      case 5:
        to[bounds[below(bounds.size())]] = number();
        break;
      case 6:
        to["required"] = names();
        break;
      case 7:
        to["dependencies"] = {{name(), names()}};
        break;
      case 8:
        to["uniqueItems"] = true;
        break;
      case 9:
      case 10:
        to["properties"] = members(part);
        break;
      case 11:
        to["additionalProperties"] = part();
        break;
      case 12:
        to["items"] = below(2) == 0 ? part() : some(part);
        break;
      case 13:
        to["contains"] = part();
        break;
      case 14:
        to["not"] = part();
        break;
      case 15:
        to[below(2) == 0 ? "allOf" : "anyOf"] = some(part);
        break;
      case 16:
        to["oneOf"] = some(part);
        break;
      case 17:
        to["if"] = part();
        to["then"] = part();
        to["else"] = part();
        break;
      default:
        to["propertyNames"] = {{"enum", names()}};
    }
  }

  std::mt19937 random_;
};

bool accepted_by_valijson(const Json& schema, const Json& value) {
  valijson::Schema compiled;
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema), compiled);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  return validator.validate(compiled, valijson::adapters::NlohmannJsonAdapter(value), nullptr);
}

TEST(SchemaOracle, DecidesTheSameInDraft07) {
  Generator generator(20260728);
  int accepted = 0;
  int refused = 0;
  for (int i = 0; i < 5'000; ++i) {
    Json schema = generator.schema(3);
    if (schema.is_boolean()) continue;
    schema["$schema"] = "http://json-schema.org/draft-07/schema#";
    const auto ours = SchemaValidator::compile(schema);
    ASSERT_TRUE(ours.ok()) << schema << ours.error().what();
    for (int j = 0; j < 10; ++j) {
      const Json value = generator.value(3);
      const bool accepts = ours->accepts(value);
      ASSERT_EQ(accepts, accepted_by_valijson(schema, value)) << schema << '\n' << value;
      ++(accepts ? accepted : refused);
    }
  }
  EXPECT_GT(accepted, 5'000);
  EXPECT_GT(refused, 5'000);
}

}  // namespace
}  // namespace mcp::schema_oracle_test
