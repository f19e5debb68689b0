#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "mcp/content.hpp"

namespace mcp {

/// A family of resources whose URIs follow a pattern.
/// Spec: 2026-07-28 server/resources, Resource Templates; RFC 6570.
struct ResourceTemplate {
  std::string uri_template;
  std::string name;
  std::string title = {};
  std::string description = {};
  std::string mime_type = {};
  Annotations annotations = {};
  std::vector<Icon> icons = {};
  Json meta = nullptr;

  bool operator==(const ResourceTemplate&) const = default;
  static Object<ResourceTemplate> describe();
};

/// The scope of a cached result.
enum class CacheScope { public_, private_ };
EnumNames<CacheScope> enum_names(CacheScope);

/// How long a result stays fresh, and for whom.
/// Spec: 2026-07-28 server/utilities/caching. Not sent to peers of earlier revisions.
struct CacheHint {
  std::chrono::milliseconds ttl{0};
  CacheScope scope = CacheScope::private_;

  bool operator==(const CacheHint&) const = default;
};

/// The result of `resources/read`. A resource that does not exist is an `Error`, never an empty
/// list.
struct ReadResourceResult {
  std::vector<ResourceContents> contents = {};
  std::optional<CacheHint> cache = {};  ///< Empty: not cacheable.
  Json meta = nullptr;
};

/// A result with one text.
ReadResourceResult text_resource(std::string uri, std::string text,
                                 std::string mime_type = "text/plain");

/// The error for a resource that does not exist.
/// Spec: 2026-07-28 server/resources, Error Handling.
Error resource_not_found(std::string_view uri);

template <>
struct Codec<ReadResourceResult> {
  static Json encode(const ReadResourceResult& result);
  static ReadResourceResult decode(const Json& json);
};

}  // namespace mcp
