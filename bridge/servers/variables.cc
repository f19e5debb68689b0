#include "bridge/servers/variables.hpp"

#include <algorithm>

namespace mcp::bridge {
namespace {

bool is_name(std::string_view text) {
  const auto starts = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto goes_on = [&](char c) { return starts(c) || (c >= '0' && c <= '9'); };
  return !text.empty() && starts(text.front()) && std::ranges::all_of(text, goes_on);
}

struct Reference {
  std::string name;
  std::optional<std::string> fallback;
};

std::optional<Reference> read_reference(std::string_view inside) {
  const auto divider = inside.find(":-");
  const auto name = inside.substr(0, divider);
  if (!is_name(name)) return {};
  Reference reference{std::string(name), {}};
  if (divider != inside.npos) reference.fallback = inside.substr(divider + 2);
  return reference;
}

Result<std::string> value_of(const Reference& reference, const Variable& variable) {
  const auto value = variable(reference.name);
  if (reference.fallback && (!value || value->empty())) return *reference.fallback;
  if (value) return *value;
  return Error(ErrorCode::invalid_params,
               "the variable " + reference.name + " is not set: set it before the bridge starts, " +
                   "or write a default, as in ${" + reference.name + ":-value}");
}

}  // namespace

Result<std::string> replace_variables(std::string_view text, const Variable& variable) {
  std::string result;
  while (true) {
    const auto begin = text.find("${");
    const auto end = begin == text.npos ? text.npos : text.find('}', begin);
    if (end == text.npos) return result += text;
    const auto reference = read_reference(text.substr(begin + 2, end - begin - 2));
    if (reference) {
      auto value = value_of(*reference, variable);
      if (!value) return value;
      result.append(text.substr(0, begin)) += *value;
      text.remove_prefix(end + 1);
    } else {
      result += text.substr(0, begin + 2);
      text.remove_prefix(begin + 2);
    }
  }
}

}  // namespace mcp::bridge
