#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/json.hpp"
#include "schema/place.hpp"
#include "schema/types.hpp"

namespace mcp::schema {

/// Reads the keywords of one subschema. Each function returns an empty value when the keyword is
/// absent, and throws Error when its value is malformed.
class KeywordReader {
 public:
  /// `place` holds an object.
  explicit KeywordReader(const Place& place) : place_(place) {}

  Dialect dialect() const { return place_.resource->dialect; }
  const Place& place() const { return place_; }

  /// Any value.
  const Json* find(std::string_view keyword) const;
  const std::string* text(std::string_view keyword) const;
  const Json* number(std::string_view keyword) const;
  const Json* positive_number(std::string_view keyword) const;
  /// A whole number from 0 on.
  std::optional<std::uint64_t> limit(std::string_view keyword) const;
  bool flag(std::string_view keyword) const;
  const Json* array(std::string_view keyword) const;
  const Json* object(std::string_view keyword) const;
  std::optional<TypeSet> types(std::string_view keyword) const;
  /// An array of strings.
  std::vector<std::string> names(std::string_view keyword) const;
  /// An object with arrays of strings as members, `dependencies` also with schemas.
  const Json* names_by_name(std::string_view keyword, bool or_schemas) const;

 private:
  [[noreturn]] void wrong(std::string_view keyword, std::string_view expected) const;

  const Place& place_;
};

}  // namespace mcp::schema
