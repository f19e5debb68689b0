#include "schema/document_index.hpp"

#include <optional>
#include <utility>

#include "schema/pointer.hpp"
#include "schema/text.hpp"
#include "schema/types.hpp"
#include "schema/uri.hpp"
#include "text/percent.hpp"

namespace mcp::schema {
namespace {

// Base URIs are copied into every resource below them.
constexpr std::size_t max_uri_bytes = 2048;

const std::string* text_at(const Place& place, std::string_view keyword) {
  if (!place.schema->is_object()) return nullptr;
  const auto member = place.schema->find(keyword);
  if (member == place.schema->end()) return nullptr;
  if (!member->is_string()) {
    refuse(place, keyword, "must be a string, not " + std::string(type_phrase(*member)));
  }
  const auto& text = member->get_ref<const std::string&>();
  if (text.size() > max_uri_bytes) refuse(place, keyword, "must not be longer than 2 KiB");
  return &text;
}

Dialect dialect_at(const Place& place, Dialect inherited) {
  const std::string* uri = text_at(place, "$schema");
  if (uri == nullptr) return inherited;
  const auto dialect = dialect_named(*uri);
  if (dialect) return *dialect;
  refuse(place, "$schema",
         "names the dialect " + quote_name(*uri) +
             ", which is not supported; use \"https://json-schema.org/draft/2020-12/schema\" or "
             "\"http://json-schema.org/draft-07/schema#\"");
}

/// draft-07: everything beside a `$ref` is ignored.
bool hides_siblings(const Place& place) {
  return place.resource->dialect == Dialect::draft_07 && place.schema->is_object() &&
         place.schema->contains("$ref");
}

}  // namespace

DocumentIndex::DocumentIndex(const Json& document, const SchemaLimits& limits) : limits_(limits) {
  discover({&document, nullptr, ""});
}

void DocumentIndex::discover(Pending first) {
  pending_.push_back(std::move(first));
  while (!pending_.empty()) {
    Pending next = std::move(pending_.back());
    pending_.pop_back();
    add(std::move(next));
  }
}

void DocumentIndex::add(Pending found) {
  if (by_schema_.contains(found.schema)) return;
  Resource* outer = found.parent == nullptr ? nullptr : found.parent->resource;
  Place& place =
      places_.emplace_back(Place{found.schema, found.parent, std::move(found.step), outer});
  if (places_.size() > limits_.max_subschemas) {
    refuse(place, "",
           "is one subschema more than the limit of " + std::to_string(limits_.max_subschemas));
  }
  if (!found.schema->is_object() && !found.schema->is_boolean()) {
    refuse(place, "",
           "must be an object or a boolean, not " + std::string(type_phrase(*found.schema)));
  }
  by_schema_.emplace(found.schema, &place);
  if (outer == nullptr) open_resource(place, "");
  if (!found.schema->is_object()) return;
  identify(place);
  add_anchors(place);
  add_children(place);
}

void DocumentIndex::identify(Place& place) {
  const std::string* id = hides_siblings(place) ? nullptr : text_at(place, "$id");
  if (id == nullptr) return;
  const SplitUri split = split_fragment(*id);
  const std::string fragment(split.fragment.value_or(""));
  std::string uri = resolve_uri(place.resource->uri, split.location);
  if (!split.location.empty() && uri != place.resource->uri) open_resource(place, std::move(uri));
  if (fragment.empty()) return;
  // draft-07 has no `$anchor`: an `$id` with a fragment serves as one.
  if (place.resource->dialect != Dialect::draft_07) {
    refuse(place, "$id", "must not have a fragment; use `$anchor` to name a subschema");
  }
  add_anchor(place, "$id", fragment);
}

void DocumentIndex::open_resource(Place& place, std::string uri) {
  if (uri.size() > max_uri_bytes) refuse(place, "$id", "must not be longer than 2 KiB");
  const Dialect inherited =
      place.resource == nullptr ? Dialect::draft_2020_12 : place.resource->dialect;
  Resource& resource =
      resources_.emplace_back(Resource{uri, dialect_at(place, inherited), &place, {}, {}});
  place.resource = &resource;
  const auto [known, is_new] = by_uri_.emplace(std::move(uri), &resource);
  if (!is_new && *known->second->root->schema != *place.schema) {
    refuse(place, "$id", "is the identifier of another subschema, too");
  }
}

void DocumentIndex::add_anchors(Place& place) {
  if (place.resource->dialect == Dialect::draft_07) return;
  if (const std::string* name = text_at(place, "$anchor")) add_anchor(place, "$anchor", *name);
  if (const std::string* name = text_at(place, "$dynamicAnchor")) {
    add_anchor(place, "$dynamicAnchor", *name);
    place.resource->dynamic_anchors.emplace(*name, &place);
  }
}

void DocumentIndex::add_anchor(const Place& place, std::string_view keyword,
                               const std::string& name) {
  if (name.empty() || name.find_first_of("#/") != std::string::npos) {
    refuse(place, keyword, "must be a plain name without `#` and `/`");
  }
  const auto [known, is_new] = place.resource->anchors.emplace(name, &place);
  if (!is_new && known->second != &place) {
    refuse(place, keyword, "gives the name " + quote_name(name) + " to a second subschema");
  }
}

void DocumentIndex::add_child(const Place& place, const Json& child, std::string step) {
  pending_.push_back({&child, &place, std::move(step)});
}

void DocumentIndex::add_children(const Place& place) {
  const bool only_definitions = hides_siblings(place);
  for (const auto& [keyword, value] : place.schema->get_ref<const Json::object_t&>()) {
    if (only_definitions && keyword != "definitions") continue;
    const Shape shape = shape_of(keyword, place.resource->dialect);
    if (shape == Shape::none) continue;
    const std::string step = "/" + keyword;
    if (shape == Shape::schema || (shape == Shape::schema_or_list && !value.is_array())) {
      if (value.is_array() && keyword == "items") {
        refuse(place, keyword, "must be a schema; 2020-12 has `prefixItems` for a list of schemas");
      }
      add_child(place, value, step);
    } else if (shape == Shape::list || shape == Shape::schema_or_list) {
      const bool may_be_empty = shape == Shape::schema_or_list;
      if (!value.is_array() || (value.empty() && !may_be_empty)) {
        refuse(place, keyword, "must be a non-empty array of schemas");
      }
      for (std::size_t i = 0; i < value.size(); ++i) {
        add_child(place, value[i], step + "/" + std::to_string(i));
      }
    } else {
      if (!value.is_object()) refuse(place, keyword, "must be an object with schemas as members");
      for (const auto& [name, child] : value.get_ref<const Json::object_t&>()) {
        if (child.is_array() && shape == Shape::map_of_schemas_or_names) continue;
        std::string child_step = step;
        append_token(child_step, name);
        add_child(place, child, std::move(child_step));
      }
    }
  }
}

Target DocumentIndex::resolve(const Place& from, std::string_view keyword,
                              const std::string& reference) {
  const std::string uri = resolve_uri(from.resource->uri, reference);
  const SplitUri split = split_fragment(uri);
  const auto resource = by_uri_.find(std::string(split.location));
  if (resource == by_uri_.end()) {
    refuse(from, keyword,
           "is an unresolved external reference to " + quote_name(reference) +
               ": it leads out of this schema, and nothing is fetched; put the subschema into "
               "`$defs`");
  }
  const std::string fragment = percent_decoded(split.fragment.value_or(""));
  if (fragment.empty()) return {resource->second->root, ""};
  if (fragment.front() == '/') {
    const Place* place = follow(*resource->second, fragment);
    if (place != nullptr) return {place, ""};
  } else if (const auto anchor = resource->second->anchors.find(fragment);
             anchor != resource->second->anchors.end()) {
    const bool dynamic = resource->second->dynamic_anchors.contains(fragment);
    return {anchor->second, dynamic ? fragment : ""};
  }
  refuse(from, keyword, "refers to " + quote_name(reference) + ", which does not exist");
}

const Place* DocumentIndex::follow(const Resource& resource, std::string_view pointer) {
  const Json* value = resource.root->schema;
  const Place* nearest = resource.root;
  std::string step;
  for (const std::string& token : pointer_tokens(pointer)) {
    value = step_into(*value, token);
    if (value == nullptr) return nullptr;
    append_token(step, token);
    const auto known = by_schema_.find(value);
    if (known == by_schema_.end()) continue;
    nearest = known->second;
    step.clear();
  }
  if (!step.empty()) discover({value, nearest, step});
  return by_schema_.at(value);
}

}  // namespace mcp::schema
