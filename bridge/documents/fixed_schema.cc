#include "bridge/documents/fixed_schema.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "bridge/documents/valijson.hpp"
#include "json/parse.hpp"
#include "schema/pattern.hpp"

namespace mcp::bridge {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

// valijson matches `pattern` with std::regex, which recurses once per character: a long text would
// overflow the stack. The keyword is therefore renamed, and a constraint of our own, whose matching
// has limits, handles it.
constexpr const char* bounded_pattern = "boundedPattern";

class BoundedPattern final : public valijson::constraints::PolyConstraint {
 public:
  explicit BoundedPattern(const std::string& source) {
    auto compiled = schema::Pattern::compile(source);
    if (!compiled) throw std::runtime_error(source + ": " + compiled.error().text);
    pattern_ = std::make_shared<const schema::Pattern>(*std::move(compiled));
  }

  bool validate(const valijson::adapters::Adapter& value, const std::vector<std::string>& context,
                valijson::ValidationResults* results) const override {
    if (!value.isString()) return true;
    constexpr std::size_t most_bytes = std::size_t{1} << 20;
    constexpr std::uint64_t most_work = 1'000'000;
    schema::MatchScratch scratch(most_bytes);
    schema::Work work(most_work);
    if (pattern_->search(value.asString(), scratch, work) == schema::Match::yes) return true;
    if (results) results->pushError(context, "must match the pattern `" + pattern_->source() + "`");
    return false;
  }

 private:
  Constraint* cloneInto(void* memory) const override { return new (memory) BoundedPattern(*this); }
  std::size_t sizeOf() const override { return sizeof *this; }

  std::shared_ptr<const schema::Pattern> pattern_;
};

class BoundedPatternBuilder final : public valijson::ConstraintBuilder {
 public:
  valijson::constraints::Constraint* make(
      const valijson::adapters::Adapter& source) const override {
    return new BoundedPattern(source.asString());
  }
};

// Renames the keyword `pattern`, whose value is a string. A property with that name has a schema as
// its value, and keeps the name.
Json with_bounded_patterns(Json schema) {
  if (!schema.is_structured()) return schema;
  for (Json& part : schema) part = with_bounded_patterns(std::move(part));
  const auto found = schema.is_object() ? schema.find("pattern") : schema.end();
  if (found == schema.end() || !found->is_string()) return schema;
  schema[bounded_pattern] = std::move(*found);
  schema.erase("pattern");
  return schema;
}

// Turns valijson's context `<root>`, `[rules]`, `[0]` into "/rules/0".
std::string pointer_of(const std::vector<std::string>& context) {
  Json::json_pointer pointer;
  for (std::size_t i = 1; i < context.size(); ++i) {
    pointer.push_back(context[i].substr(1, context[i].size() - 2));
  }
  return pointer.to_string();
}

}  // namespace

struct FixedSchema::Compiled {
  valijson::Schema schema;
};

FixedSchema::FixedSchema(std::string_view text) {
  auto compiled = std::make_unique<Compiled>();
  const Json document = with_bounded_patterns(json::parse(text).value());
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  parser.addConstraintBuilder(bounded_pattern, new BoundedPatternBuilder);
  parser.populateSchema(Adapter(document), compiled->schema);
  compiled_ = std::move(compiled);
}

FixedSchema::~FixedSchema() = default;
FixedSchema::FixedSchema(FixedSchema&&) noexcept = default;
FixedSchema& FixedSchema::operator=(FixedSchema&&) noexcept = default;

// Returns the error at the deepest path, which is the most specific; of several, the first.
std::optional<Mismatch> FixedSchema::mismatch(const Json& document) const {
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  const Adapter value(document);
  if (validator.validate(compiled_->schema, value, nullptr)) return std::nullopt;
  valijson::ValidationResults results;
  validator.validate(compiled_->schema, value, &results);
  const auto innermost = std::max_element(
      results.begin(), results.end(),
      [](const auto& one, const auto& other) { return one.context.size() < other.context.size(); });
  return Mismatch{pointer_of(innermost->context), innermost->description};
}

}  // namespace mcp::bridge
