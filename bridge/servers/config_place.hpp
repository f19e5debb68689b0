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

/// A value of a configuration file, and where it stands. What reads it throws Error
/// (`invalid_params`) on one line: the place as a JSON Pointer (RFC 6901), what is expected there,
/// and what was found instead. Values themselves are not repeated, as they may be secret, but
/// numbers that have a range. The JSON outlives it, and so does the variable.
class ConfigPlace {
 public:
  ConfigPlace(const Json& value, std::string pointer, const Variable& variable)
      : value_(value), pointer_(std::move(pointer)), variable_(variable) {}

  const Json& value() const { return value_; }
  const std::string& pointer() const { return pointer_; }
  /// Throws, with the place.
  [[noreturn]] void refuse(const std::string& what) const;

  /// The member of an object; nothing when it is not there, or null.
  std::optional<ConfigPlace> member(const std::string& name) const;
  /// The member of that name.
  ConfigPlace inside(const Json& value, const std::string& name) const;
  void require_object() const;
  /// The members of what must be an object.
  std::vector<std::pair<std::string, ConfigPlace>> members() const;
  /// Throws for a member whose name is nearly, but not, one of these. Others are for other
  /// programs.
  void refuse_misspelt(std::span<const std::string_view> known) const;

  std::string plain_text() const;
  /// A text with its variables replaced.
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
