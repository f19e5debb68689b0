#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mcp/json.hpp"
#include "mcp/schema.hpp"
#include "schema/dialect.hpp"
#include "schema/place.hpp"

namespace mcp::schema {

/// The target of a `$ref` or `$dynamicRef`.
struct Target {
  const Place* place;
  std::string dynamic_anchor;  ///< The fragment, when it names a `$dynamicAnchor`.
};

/// All subschemas of a document, and its identifiers. Throws Error for malformed ones.
class DocumentIndex {
 public:
  /// Both arguments must outlive the index, unchanged.
  DocumentIndex(const Json& document, const SchemaLimits& limits);

  /// All known subschemas, the document first. Grows when resolve() discovers one.
  const std::deque<Place>& places() const { return places_; }

  /// The place of a value that is a subschema.
  const Place& place_of(const Json& schema) const { return *by_schema_.at(&schema); }

  /// Follows a reference found at `from`. Its target may be a value that no known keyword makes a
  /// subschema; it is then added as one.
  Target resolve(const Place& from, std::string_view keyword, const std::string& reference);

 private:
  struct Pending {
    const Json* schema;
    const Place* parent;
    std::string step;
  };

  void discover(Pending first);
  void add(Pending found);
  void identify(Place& place);
  void open_resource(Place& place, std::string uri);
  void add_anchor(const Place& place, std::string_view keyword, const std::string& name);
  void add_anchors(Place& place);
  void add_children(const Place& place);
  void add_child(const Place& place, const Json& child, std::string step);
  const Place* follow(const Resource& resource, std::string_view pointer);

  const SchemaLimits& limits_;
  std::deque<Place> places_;
  std::deque<Resource> resources_;
  std::unordered_map<const Json*, Place*> by_schema_;
  std::unordered_map<std::string, const Resource*> by_uri_;
  std::vector<Pending> pending_;
};

}  // namespace mcp::schema
