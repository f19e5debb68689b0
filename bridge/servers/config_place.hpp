#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/servers/variables.hpp"
#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// A value of a configuration file, and its place in it. The functions throw Error
/// (`invalid_params`) with one line: the place as a JSON Pointer (RFC 6901), what is expected, and
/// what was found. They quote only numbers with a range: other values may be secret. The JSON and
/// the function for variables must outlive it.
class ConfigPlace {
 public:
  ConfigPlace(const Json& value, std::string pointer, const Variable& variable)
      : value_(value), pointer_(std::move(pointer)), variable_(variable) {}

  const Json& value() const { return value_; }
  const std::string& pointer() const { return pointer_; }
  /// Throws Error with the place and `what`.
  [[noreturn]] void refuse(const std::string& what) const;

  /// The member of an object; nothing when it is missing or null.
  std::optional<ConfigPlace> member(const std::string& name) const;
  /// `value` as the member with that name.
  ConfigPlace inside(const Json& value, const std::string& name) const;
  void require_object() const;
  /// All members. Throws when the value is not an object.
  std::vector<std::pair<std::string, ConfigPlace>> members() const;
  /// Throws for a member whose name is a likely misspelling of one of these. Ignores other unknown
  /// names: they may be for other programs.
  void refuse_misspelt(std::span<const std::string_view> known) const;

  std::string plain_text() const;
  /// A string with its variables replaced.
  std::string text() const;
  std::vector<std::string> texts() const;
  std::map<std::string, std::string> named_texts() const;
  bool flag() const;
  std::int64_t whole_number(std::int64_t least, std::int64_t most, const std::string& unit) const;
  double positive_number() const;

 private:
  [[noreturn]] void refuse_type(const std::string& expected) const;

  const Json& value_;
  std::string pointer_;
  const Variable& variable_;
};

}  // namespace mcp::bridge
