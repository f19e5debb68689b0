#include "comparison/schema_changes.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "mcp/never_destroyed.hpp"
#include "schema/pointer.hpp"

namespace mcp::cli {
namespace {

constexpr int most_depth = 64;

/// The effect of a change on the set of values that the schema accepts.
enum class Effect { none, wider, narrower, unknown };

template <std::size_t Size>
bool is_one_of(std::string_view name, const std::array<std::string_view, Size>& names) {
  return std::ranges::find(names, name) != names.end();
}

constexpr std::array<std::string_view, 11> annotations = {
    "title", "description", "default",  "examples",  "$comment",        "$schema",
    "$id",   "deprecated",  "readOnly", "writeOnly", "contentMediaType"};
constexpr std::array<std::string_view, 6> least = {"minimum",  "exclusiveMinimum", "minLength",
                                                   "minItems", "minProperties",    "minContains"};
constexpr std::array<std::string_view, 6> most = {"maximum",  "exclusiveMaximum", "maxLength",
                                                  "maxItems", "maxProperties",    "maxContains"};
// Each limits the accepted values, in a way that is not compared further.
constexpr std::array<std::string_view, 9> limits = {
    "pattern",           "format",        "multipleOf", "const", "uniqueItems", "$ref",
    "dependentRequired", "propertyNames", "not"};
constexpr std::array<std::string_view, 4> subschemas = {"items", "additionalProperties", "contains",
                                                        "unevaluatedProperties"};
constexpr std::array<std::string_view, 4> maps = {"properties", "patternProperties", "$defs",
                                                  "definitions"};

std::set<Json> as_set(const Json& value) {
  if (!value.is_array()) return value.is_null() ? std::set<Json>() : std::set<Json>{value};
  return {value.begin(), value.end()};
}

// Every integer is a number.
std::set<Json> types_of(const Json& value) {
  auto types = as_set(value);
  if (types.contains("number")) types.insert("integer");
  return types;
}

Effect compared_sets(const std::set<Json>& before, const std::set<Json>& after) {
  const bool all_stay = std::ranges::includes(after, before);
  const bool all_were = std::ranges::includes(before, after);
  if (all_stay) return all_were ? Effect::none : Effect::wider;
  return all_were ? Effect::narrower : Effect::unknown;
}

Effect opposite(Effect effect) {
  if (effect == Effect::wider) return Effect::narrower;
  return effect == Effect::narrower ? Effect::wider : effect;
}

// A keyword that only one of the schemas has: every keyword but an annotation limits the values.
Effect of_one(bool added) {
  return added ? Effect::narrower : Effect::wider;
}

Effect compared_numbers(const Json& before, const Json& after) {
  if (!before.is_number() || !after.is_number()) return Effect::unknown;
  return after > before ? Effect::narrower : Effect::wider;
}

Effect effect_of(std::string_view keyword, const Json* before, const Json* after) {
  const bool known = keyword == "type" || keyword == "enum" || keyword == "anyOf" ||
                     keyword == "oneOf" || keyword == "allOf" || keyword == "required" ||
                     keyword == "if" || keyword == "then" || keyword == "else" ||
                     is_one_of(keyword, least) || is_one_of(keyword, most) ||
                     is_one_of(keyword, limits) || is_one_of(keyword, subschemas);
  if (!known || is_one_of(keyword, annotations)) return Effect::none;
  if (keyword == "required" || keyword == "allOf") {
    return opposite(
        compared_sets(as_set(before ? *before : Json()), as_set(after ? *after : Json())));
  }
  if (!before || !after) return of_one(after != nullptr);
  if (keyword == "type") return compared_sets(types_of(*before), types_of(*after));
  if (keyword == "enum" || keyword == "anyOf" || keyword == "oneOf") {
    return compared_sets(as_set(*before), as_set(*after));
  }
  if (is_one_of(keyword, least)) return compared_numbers(*before, *after);
  if (is_one_of(keyword, most)) return opposite(compared_numbers(*before, *after));
  if (keyword == "uniqueItems") return of_one(*after == true);
  return Effect::unknown;
}

/// Collects the differences of two schemas.
class Comparison {
 public:
  explicit Comparison(SchemaUse use) : use_(use) {}

  void schemas(const Json& before, const Json& after, const std::string& path, int depth = 0) {
    if (before == after) return;
    if (depth == most_depth || !before.is_object() || !after.is_object()) {
      return changed(whole(before, after), path, &before, &after);
    }
    std::set<std::string> keywords;
    for (const auto& [keyword, value] : before.items()) keywords.insert(keyword);
    for (const auto& [keyword, value] : after.items()) keywords.insert(keyword);
    for (const auto& keyword : keywords) member(keyword, before, after, path, depth);
  }

  std::vector<Change> take() { return std::move(changes_); }

 private:
  void member(const std::string& keyword, const Json& before, const Json& after,
              const std::string& path, int depth) {
    const auto old_value = before.find(keyword);
    const auto new_value = after.find(keyword);
    const Json* from = old_value == before.end() ? nullptr : &*old_value;
    const Json* to = new_value == after.end() ? nullptr : &*new_value;
    if (from && to && *from == *to) return;
    std::string place = path;
    schema::append_token(place, keyword);
    if (is_one_of(keyword, maps)) return map(keyword, from, to, place, depth);
    if (is_one_of(keyword, subschemas)) {
      // A missing subschema accepts everything, as true does.
      static const auto& anything = never_destroyed(Json(true));
      const bool both_objects = from && to && from->is_object() && to->is_object();
      if (both_objects) return schemas(*from, *to, place, depth + 1);
      return changed(whole(from ? *from : anything, to ? *to : anything), place, from, to);
    }
    changed(effect_of(keyword, from, to), place, from, to, keyword);
  }

  void map(const std::string& keyword, const Json* from, const Json* to, const std::string& path,
           int depth) {
    static const auto& none = never_destroyed(Json(Json::object()));
    const Json& before = from && from->is_object() ? *from : none;
    const Json& after = to && to->is_object() ? *to : none;
    for (const auto& [name, value] : before.items()) {
      std::string place = path;
      schema::append_token(place, name);
      if (const auto found = after.find(name); found != after.end()) {
        schemas(value, *found, place, depth + 1);
      } else {
        add({.path = place,
             .kind = Change::Kind::removed,
             .breaking = keyword == "properties",
             .note = keyword == "properties" ? "a property was removed" : "",
             .before = value});
      }
    }
    for (const auto& [name, value] : after.items()) {
      if (before.contains(name)) continue;
      std::string place = path;
      schema::append_token(place, name);
      add({.path = place, .kind = Change::Kind::added, .after = value});
    }
  }

  static Effect whole(const Json& before, const Json& after) {
    if (before == after) return Effect::none;
    if (before == true || after == false) return Effect::narrower;
    if (after == true || before == false) return Effect::wider;
    return Effect::unknown;
  }

  void changed(Effect effect, const std::string& path, const Json* before, const Json* after,
               std::string_view keyword = {}) {
    const bool input = use_ == SchemaUse::input;
    const Effect breaks = input ? Effect::narrower : Effect::wider;
    const bool breaking = effect == breaks || effect == Effect::unknown;
    Change change{.path = path,
                  .kind = !before  ? Change::Kind::added
                          : !after ? Change::Kind::removed
                                   : Change::Kind::changed,
                  .breaking = breaking,
                  .before = before ? *before : Json(),
                  .after = after ? *after : Json()};
    if (breaking) change.note = note(effect, keyword);
    add(std::move(change));
  }

  std::string note(Effect effect, std::string_view keyword) const {
    if (effect == Effect::unknown) return "not comparable";
    if (use_ == SchemaUse::output) return "results may have other values";
    if (keyword == "required") return "an argument is now required";
    return "fewer values are accepted";
  }

  void add(Change change) { changes_.push_back(std::move(change)); }

  const SchemaUse use_;
  std::vector<Change> changes_;
};

}  // namespace

std::vector<Change> schema_changes(const Json& before, const Json& after, SchemaUse use,
                                   const std::string& path) {
  Comparison comparison(use);
  comparison.schemas(before, after, path);
  return comparison.take();
}

}  // namespace mcp::cli
