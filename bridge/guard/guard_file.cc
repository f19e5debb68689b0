#include "bridge/guard/guard_file.hpp"

#include <charconv>
#include <string_view>

#include "bridge/documents/fixed_schema.hpp"
#include "json/parse.hpp"
#include "mcp/never_destroyed.hpp"

namespace mcp::bridge {

namespace embedded {
extern const std::string_view guard_defaults;
extern const std::string_view guard_schema;
}  // namespace embedded

namespace {

/// `rule "name", ` if the path leads into a rule with a name; otherwise empty.
std::string rule_at(const Json& file, std::string_view path) {
  constexpr std::string_view rules = "/rules/";
  if (!path.starts_with(rules)) return "";
  std::size_t index = 0;
  std::from_chars(path.data() + rules.size(), path.data() + path.size(), index);
  const Json& rule = file["rules"].at(index);
  if (!rule.is_object() || !rule.contains("name") || !rule["name"].is_string()) return "";
  return "rule \"" + rule["name"].get<std::string>() + "\", ";
}

}  // namespace

Json standard_guard_file() {
  return json::parse(embedded::guard_defaults).value();
}

Result<Done> check_guard_file(const Json& file) {
  static const auto& schema = never_destroyed(FixedSchema(embedded::guard_schema));
  const auto mismatch = schema.mismatch(file);
  if (!mismatch) return Done{};
  return Error(ErrorCode::invalid_params, "the rules of the guard, " +
                                              rule_at(file, mismatch->pointer) + "at \"" +
                                              mismatch->pointer + "\": " + mismatch->message);
}

}  // namespace mcp::bridge
