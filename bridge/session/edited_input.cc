#include "bridge/session/edited_input.hpp"

#include <algorithm>
#include <utility>

#include "bridge/guard/redaction.hpp"
#include "json/members.hpp"

namespace mcp::bridge {
namespace {

const Json& at(const Json& value, const std::string& name) {
  return value.is_object() && value.contains(name) ? value[name] : null_json();
}

const Json& at(const Json& value, std::size_t index) {
  return value.is_array() && index < value.size() ? value[index] : null_json();
}

}  // namespace

Json restored(Json edited, const Json& shown, const Json& original) {
  if (edited == shown) return original;
  if (edited.is_object()) {
    for (auto& [name, value] : edited.items()) {
      value = restored(std::move(value), at(shown, name), at(original, name));
    }
  } else if (edited.is_array()) {
    for (std::size_t i = 0; i < edited.size(); ++i) {
      edited[i] = restored(std::move(edited[i]), at(shown, i), at(original, i));
    }
  }
  return edited;
}

bool has_redaction(const Json& edited, const Json& shown, const Json& original) {
  if (edited == original || shown == original) return false;
  if (edited.is_string()) {
    return edited.get_ref<const std::string&>().find(redaction) != std::string::npos;
  }
  if (edited.is_object()) {
    const auto& members = edited.items();
    return std::any_of(members.begin(), members.end(), [&](const auto& member) {
      return has_redaction(member.value(), at(shown, member.key()), at(original, member.key()));
    });
  }
  for (std::size_t i = 0; edited.is_array() && i < edited.size(); ++i) {
    if (has_redaction(edited[i], at(shown, i), at(original, i))) return true;
  }
  return false;
}

}  // namespace mcp::bridge
