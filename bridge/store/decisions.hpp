#pragma once

#include <string>

#include "mcp/codec.hpp"
#include "mcp/describe.hpp"

namespace mcp::bridge {

/// How a tool call's request for approval ended. The names are those in the store.
enum class Resolution {
  allowed,    ///< By a person or a rule; the call runs.
  denied,     ///< By a person.
  forbidden,  ///< By a rule.
  expired,    ///< No answer in time.
  cancelled,
};
inline EnumNames<Resolution> enum_names(Resolution) {
  return {{Resolution::allowed, "allow"},
          {Resolution::denied, "denied"},
          {Resolution::forbidden, "deny"},
          {Resolution::expired, "expired"},
          {Resolution::cancelled, "cancelled"}};
}

/// The standing decision of a rule.
enum class RuleEffect { allow, deny };
inline EnumNames<RuleEffect> enum_names(RuleEffect) {
  return {{RuleEffect::allow, "allow"}, {RuleEffect::deny, "deny"}};
}

/// The name of a value, such as "allow".
template <NamedEnum E>
std::string name_of(E value) {
  return encode(value).template get<std::string>();
}

}  // namespace mcp::bridge
