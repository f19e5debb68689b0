#include "schema/compiler.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "schema/circles.hpp"
#include "schema/order.hpp"
#include "schema/text.hpp"

namespace mcp::schema {
namespace {

constexpr std::size_t any_depth = std::numeric_limits<std::size_t>::max();

/// Adds to the cost of each evaluation for constants whose size depends on the schema, such as
/// `enum`.
void charge(Node& node, std::size_t weight) {
  constexpr std::size_t weight_per_unit = 4;
  node.cost +=
      static_cast<std::uint32_t>(std::min<std::size_t>(weight / weight_per_unit, 1U << 30));
}

}  // namespace

Compiler::Compiler(Program& program)
    : program_(program), index_(program.document, program.limits) {}

void Compiler::run() {
  // Not a range-for: a reference may discover one more place.
  for (std::size_t i = 0; i < index_.places().size(); ++i) compile(index_.places()[i]);
  program_.root = node_of(index_.places().front());
  link_dynamic_anchors();
  refuse_circles();
}

void Compiler::compile(const Place& place) {
  Node& node = *node_of(place);
  node.source = place.schema;
  node.scope = scope_of(*place.resource);
  if (place.schema->is_boolean()) {
    node.kind = place.schema->get<bool>() ? Node::Kind::always : Node::Kind::never;
    return;
  }
  const KeywordReader keywords(place);
  read_combinators(node, keywords);
  const bool only_ref = keywords.dialect() == Dialect::draft_07 && keywords.find("$ref") != nullptr;
  if (!only_ref) {
    node.types = keywords.types("type").value_or(any_type);
    read_assertions(node, keywords);
    read_string_rules(node, keywords);
    read_array_rules(node, keywords);
    read_object_rules(node, keywords);
    read_unevaluated(node, keywords);
  }
}

void Compiler::read_assertions(Node& node, const KeywordReader& keywords) {
  if (const Json* values = keywords.array("enum")) {
    assert_that(node, Keyword::enumeration, values);
    charge(node, extent_of(*values, any_depth).weight);
  }
  if (const Json* value = keywords.find("const")) {
    assert_that(node, Keyword::constant, value);
    charge(node, extent_of(*value, any_depth).weight);
  }
  read_bounds(node, keywords);
  constexpr std::pair<std::string_view, Keyword> counts[] = {
      {"maxItems", Keyword::max_items},
      {"minItems", Keyword::min_items},
      {"maxProperties", Keyword::max_properties},
      {"minProperties", Keyword::min_properties},
  };
  for (const auto& [name, keyword] : counts) {
    if (keywords.limit(name)) assert_that(node, keyword, keywords.find(name));
  }
  const bool is_draft_07 = keywords.dialect() == Dialect::draft_07;
  for (const std::string_view name : {"dependentRequired", "dependencies"}) {
    if (is_draft_07 && name == "dependentRequired") continue;
    if (const Json* names = keywords.names_by_name(name, name == "dependencies")) {
      if (std::none_of(names->begin(), names->end(),
                       [](const Json& required) { return required.is_array(); })) {
        continue;
      }
      assert_that(node, Keyword::dependent_required, names);
      charge(node, extent_of(*names, any_depth).weight);
    }
  }
}

void Compiler::read_bounds(Node& node, const KeywordReader& keywords) {
  constexpr std::pair<std::string_view, Keyword> bounds[] = {
      {"maximum", Keyword::maximum},
      {"exclusiveMaximum", Keyword::exclusive_maximum},
      {"minimum", Keyword::minimum},
      {"exclusiveMinimum", Keyword::exclusive_minimum},
  };
  for (const auto& [name, keyword] : bounds) {
    if (const Json* bound = keywords.number(name)) assert_that(node, keyword, bound);
  }
  if (const Json* divisor = keywords.positive_number("multipleOf")) {
    node.multiple_of = divisor;
  }
}

void Compiler::assert_that(Node& node, Keyword keyword, const Json* expected) {
  node.assertions.push_back({keyword, expected});
}

void Compiler::read_string_rules(Node& node, const KeywordReader& keywords) {
  StringRules rules;
  bool any = false;
  if (const auto minimum = keywords.limit("minLength")) {
    any = true;
    rules.min_length = *minimum;
    rules.min_length_value = keywords.find("minLength");
  }
  if (const auto maximum = keywords.limit("maxLength")) {
    any = true;
    rules.max_length = *maximum;
    rules.max_length_value = keywords.find("maxLength");
  }
  if (const std::string* source = keywords.text("pattern")) {
    any = true;
    rules.pattern = pattern(keywords.place(), "pattern", *source);
  }
  if (any) node.string = std::make_unique<StringRules>(std::move(rules));
}

Pattern Compiler::pattern(const Place& place, std::string_view keyword, const std::string& source) {
  auto compiled = Pattern::compile(source);
  if (!compiled) {
    refuse(place, keyword,
           "has a malformed regular expression: " + compiled.error().text + ", in `" +
               clip(source, 80) + "`");
  }
  pattern_bytes_ += compiled->bytes();
  if (pattern_bytes_ > program_.limits.max_pattern_bytes) {
    refuse(place, keyword, "exceeds the memory limit of all regular expressions");
  }
  return std::move(*compiled);
}

void Compiler::read_array_rules(Node& node, const KeywordReader& keywords) {
  ArrayRules rules;
  const Json* items = keywords.find("items");
  if (items != nullptr && items->is_array()) {
    rules.prefix = children(keywords, "items");
    rules.rest = child(keywords, "additionalItems");
  } else {
    if (keywords.dialect() != Dialect::draft_07) rules.prefix = children(keywords, "prefixItems");
    rules.rest = child(keywords, "items");
  }
  rules.contains = child(keywords, "contains");
  if (keywords.dialect() != Dialect::draft_07) {
    rules.min_contains = keywords.limit("minContains").value_or(rules.min_contains);
    rules.max_contains = keywords.limit("maxContains").value_or(rules.max_contains);
  }
  rules.unique = keywords.flag("uniqueItems");
  const bool any = !rules.prefix.empty() || rules.rest || rules.contains || rules.unique;
  if (any) node.array = std::make_unique<ArrayRules>(std::move(rules));
}

void Compiler::read_object_rules(Node& node, const KeywordReader& keywords) {
  ObjectRules rules;
  read_properties(rules, keywords);
  if (const Json* patterns = keywords.object("patternProperties")) {
    for (const auto& [source, schema] : patterns->get_ref<const Json::object_t&>()) {
      rules.patterns.push_back({pattern(index_.place_of(schema), "", source), node_of(schema)});
    }
  }
  rules.additional = child(keywords, "additionalProperties");
  rules.names = child(keywords, "propertyNames");
  if (keywords.dialect() != Dialect::draft_07) {
    read_dependents(rules, keywords, "dependentSchemas");
  }
  read_dependents(rules, keywords, "dependencies");
  const bool any = !rules.properties.empty() || !rules.patterns.empty() || rules.additional ||
                   rules.names || !rules.dependents.empty();
  if (!any) return;
  std::size_t name_bytes = 0;
  for (const auto& rule : rules.properties) name_bytes += rule.name.size();
  for (const auto& dependent : rules.dependents) name_bytes += dependent.trigger.size();
  charge(node, name_bytes / 64);
  node.object = std::make_unique<ObjectRules>(std::move(rules));
}

void Compiler::read_properties(ObjectRules& rules, const KeywordReader& keywords) {
  std::vector<std::string> required = keywords.names("required");
  std::sort(required.begin(), required.end());
  required.erase(std::unique(required.begin(), required.end()), required.end());
  rules.required_count = required.size();

  if (const Json* properties = keywords.object("properties")) {
    for (const auto& [name, schema] : properties->get_ref<const Json::object_t&>()) {
      const bool is_required = std::binary_search(required.begin(), required.end(), name);
      rules.properties.push_back({name, node_of(schema), is_required});
    }
  }
  const std::size_t declared = rules.properties.size();
  const auto by_name = [](const auto& left, const auto& right) { return left.name < right.name; };
  for (const std::string& name : required) {
    const auto end = rules.properties.begin() + static_cast<std::ptrdiff_t>(declared);
    const ObjectRules::Property rule{name, nullptr, true};
    if (!std::binary_search(rules.properties.begin(), end, rule, by_name)) {
      rules.properties.push_back(rule);
    }
  }
  std::sort(rules.properties.begin(), rules.properties.end(), by_name);
}

void Compiler::read_dependents(ObjectRules& rules, const KeywordReader& keywords,
                               std::string_view keyword) {
  const Json* dependents = keywords.object(keyword);
  if (dependents == nullptr) return;
  for (const auto& [trigger, schema] : dependents->get_ref<const Json::object_t&>()) {
    if (!schema.is_array()) rules.dependents.push_back({trigger, node_of(schema)});
  }
}

void Compiler::read_combinators(Node& node, const KeywordReader& keywords) {
  Combinators rules;
  read_references(rules, keywords);
  const bool only_ref = keywords.dialect() == Dialect::draft_07 && rules.ref != nullptr;
  if (!only_ref) {
    rules.all_of = children(keywords, "allOf");
    rules.any_of = children(keywords, "anyOf");
    rules.one_of = children(keywords, "oneOf");
    rules.negated = child(keywords, "not");
    rules.condition = child(keywords, "if");
    if (rules.condition != nullptr) {
      rules.consequence = child(keywords, "then");
      rules.alternative = child(keywords, "else");
    }
  }
  const bool any = rules.ref || rules.dynamic_ref || !rules.all_of.empty() ||
                   !rules.any_of.empty() || !rules.one_of.empty() || rules.negated ||
                   rules.condition;
  if (!any) return;
  charge(node, rules.all_of.size() + rules.any_of.size() + rules.one_of.size());
  node.combinators = std::make_unique<Combinators>(std::move(rules));
}

void Compiler::read_references(Combinators& rules, const KeywordReader& keywords) {
  if (const std::string* reference = keywords.text("$ref")) {
    rules.ref = node_of(*index_.resolve(keywords.place(), "$ref", *reference).place);
  }
  if (keywords.dialect() == Dialect::draft_07) return;
  if (const std::string* reference = keywords.text("$dynamicRef")) {
    Target target = index_.resolve(keywords.place(), "$dynamicRef", *reference);
    rules.dynamic_ref = node_of(*target.place);
    rules.dynamic_anchor = std::move(target.dynamic_anchor);
  }
}

void Compiler::read_unevaluated(Node& node, const KeywordReader& keywords) {
  if (keywords.dialect() == Dialect::draft_07) return;
  node.unevaluated_items = child(keywords, "unevaluatedItems");
  node.unevaluated_properties = child(keywords, "unevaluatedProperties");
  node.collects = node.unevaluated_items != nullptr || node.unevaluated_properties != nullptr;
}

Node* Compiler::node_of(const Place& place) {
  const auto [entry, is_new] = nodes_.emplace(&place, nullptr);
  if (is_new) entry->second = &program_.nodes.emplace_back();
  return entry->second;
}

const Node* Compiler::child(const KeywordReader& keywords, std::string_view keyword) {
  const Json* schema = keywords.find(keyword);
  return schema == nullptr ? nullptr : node_of(*schema);
}

std::vector<const Node*> Compiler::children(const KeywordReader& keywords,
                                            std::string_view keyword) {
  std::vector<const Node*> nodes;
  if (const Json* schemas = keywords.find(keyword)) {
    for (const Json& schema : *schemas) nodes.push_back(node_of(schema));
  }
  return nodes;
}

const ResourceScope* Compiler::scope_of(const Resource& resource) {
  const auto [entry, is_new] = scopes_.emplace(&resource, nullptr);
  if (is_new) entry->second = &program_.scopes.emplace_back();
  return entry->second;
}

void Compiler::link_dynamic_anchors() {
  for (const auto& [resource, scope] : scopes_) {
    for (const auto& [name, place] : resource->dynamic_anchors) {
      scope->dynamic_anchors.emplace(name, node_of(*place));
    }
  }
}

void Compiler::refuse_circles() const {
  const Node* circular = find_circle(program_);
  if (circular == nullptr) return;
  for (const auto& [place, node] : nodes_) {
    if (node != circular) continue;
    refuse(*place, "",
           "leads back to itself through `$ref` without a step into the value: checking it would "
           "never end");
  }
}

}  // namespace mcp::schema
