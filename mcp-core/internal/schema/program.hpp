#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "mcp/json.hpp"
#include "mcp/schema.hpp"
#include "schema/assertions.hpp"
#include "schema/pattern.hpp"
#include "schema/types.hpp"

namespace mcp::schema {

struct Node;

/// A part of the document with a base URI of its own: the document, or a subschema with `$id`.
struct ResourceScope {
  std::unordered_map<std::string, const Node*> dynamic_anchors;
};

struct StringRules {
  const Json* min_length_value = nullptr;
  const Json* max_length_value = nullptr;
  std::uint64_t min_length = 0;
  std::uint64_t max_length = std::numeric_limits<std::uint64_t>::max();
  std::optional<Pattern> pattern;
};

struct ArrayRules {
  std::vector<const Node*> prefix;
  const Node* rest = nullptr;  ///< For the items after the prefix.
  const Node* contains = nullptr;
  std::uint64_t min_contains = 1;
  std::uint64_t max_contains = std::numeric_limits<std::uint64_t>::max();
  bool unique = false;
};

struct ObjectRules {
  /// A name that `properties` or `required` mentions.
  struct Property {
    std::string name;
    const Node* node = nullptr;  ///< Null when only `required` mentions it.
    bool required = false;
  };
  struct PatternProperty {
    Pattern pattern;
    const Node* node;
  };
  struct Dependent {
    std::string trigger;
    const Node* node;
  };

  std::vector<Property> properties;  ///< Sorted by name, as the members of a value are.
  std::size_t required_count = 0;
  std::vector<PatternProperty> patterns;
  const Node* additional = nullptr;
  const Node* names = nullptr;
  std::vector<Dependent> dependents;
};

/// The applicators that apply subschemas to the same value.
struct Combinators {
  const Node* ref = nullptr;
  const Node* dynamic_ref = nullptr;  ///< The target when the dynamic scope does not override it.
  std::string dynamic_anchor;         ///< The anchor that may override it.
  std::vector<const Node*> all_of;
  std::vector<const Node*> any_of;
  std::vector<const Node*> one_of;
  const Node* negated = nullptr;
  const Node* condition = nullptr;
  const Node* consequence = nullptr;
  const Node* alternative = nullptr;
};

/// One compiled subschema.
struct Node {
  enum class Kind : std::uint8_t { rules, always, never };

  Kind kind = Kind::rules;
  TypeSet types = any_type;
  bool collects = false;   ///< Has `unevaluated...`: needs to know what its parts evaluated.
  std::uint32_t cost = 1;  ///< Units of work, not counting what grows with the value.
  std::vector<Assertion> assertions;
  const Json* multiple_of = nullptr;
  std::unique_ptr<StringRules> string;
  std::unique_ptr<ArrayRules> array;
  std::unique_ptr<ObjectRules> object;
  std::unique_ptr<Combinators> combinators;
  const Node* unevaluated_items = nullptr;
  const Node* unevaluated_properties = nullptr;
  const ResourceScope* scope = nullptr;
  const Json* source = nullptr;
};

/// A compiled schema. Immutable; everything in it refers to `document`.
struct Program {
  Json document;
  SchemaLimits limits;
  std::deque<ResourceScope> scopes;
  std::deque<Node> nodes;
  const Node* root = nullptr;
};

}  // namespace mcp::schema
