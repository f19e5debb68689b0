#include "bridge/servers/config_place.hpp"

#include <algorithm>

#include "schema/text.hpp"
#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

std::string kind_of(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  if (value.is_string()) return "a string";
  if (value.is_boolean()) return to_text(value);
  return value.is_number() ? "a number" : "null";
}

}  // namespace

void ConfigPlace::refuse(const std::string& what) const {
  throw Error(ErrorCode::invalid_params, (pointer_.empty() ? "the file" : pointer_) + ": " + what);
}

void ConfigPlace::refuse_type(const std::string& expected) const {
  refuse("must be " + expected + ", but is " + kind_of(value_));
}

std::optional<ConfigPlace> ConfigPlace::member(const std::string& name) const {
  const auto found = value_.find(name);
  if (found == value_.end() || found->is_null()) return {};
  return inside(*found, name);
}

ConfigPlace ConfigPlace::inside(const Json& value, const std::string& name) const {
  std::string pointer = pointer_ + '/';
  for (const char c : name) {
    if (c == '~' || c == '/') {
      pointer += c == '~' ? "~0" : "~1";
    } else {
      pointer += c;
    }
  }
  return {value, std::move(pointer), variable_};
}

void ConfigPlace::require_object() const {
  if (!value_.is_object()) refuse_type("an object");
}

std::vector<std::pair<std::string, ConfigPlace>> ConfigPlace::members() const {
  require_object();
  std::vector<std::pair<std::string, ConfigPlace>> all;
  for (const auto& [name, value] : value_.items()) all.emplace_back(name, inside(value, name));
  return all;
}

void ConfigPlace::refuse_misspelt(std::span<const std::string_view> known) const {
  for (const auto& [name, place] : members()) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const std::string_view meant = schema::closest(ascii::lower(name), known);
    if (meant.empty()) continue;
    place.refuse("there is no such setting; did you mean `" + std::string(meant) + "`?");
  }
}

std::string ConfigPlace::plain_text() const {
  if (!value_.is_string()) refuse_type("a string");
  return value_.get<std::string>();
}

std::string ConfigPlace::text() const {
  auto replaced = replace_variables(plain_text(), variable_);
  if (!replaced) refuse(replaced.error().what());
  return *std::move(replaced);
}

std::vector<std::string> ConfigPlace::texts() const {
  if (!value_.is_array()) refuse_type("a list of strings");
  std::vector<std::string> all;
  for (std::size_t i = 0; i < value_.size(); ++i) {
    all.push_back(inside(value_[i], std::to_string(i)).text());
  }
  return all;
}

std::map<std::string, std::string> ConfigPlace::named_texts() const {
  std::map<std::string, std::string> all;
  for (const auto& [name, place] : members()) all[name] = place.text();
  return all;
}

bool ConfigPlace::flag() const {
  if (!value_.is_boolean()) refuse_type("true or false");
  return value_.get<bool>();
}

std::int64_t ConfigPlace::whole_number(std::int64_t least, std::int64_t most,
                                       const std::string& unit) const {
  const std::string expected = "a whole number of " + unit + " from " + std::to_string(least) +
                               " to " + std::to_string(most);
  if (!value_.is_number()) refuse_type(expected);
  if (!value_.is_number_integer() || value_ < least || value_ > most) {
    refuse("must be " + expected + ", but is " + to_text(value_));
  }
  return value_.get<std::int64_t>();
}

double ConfigPlace::positive_number() const {
  if (!value_.is_number()) refuse_type("a number greater than 0");
  if (!(value_ > 0)) refuse("must be a number greater than 0, but is " + to_text(value_));
  return value_.get<double>();
}

}  // namespace mcp::bridge
