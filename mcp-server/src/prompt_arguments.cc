#include <algorithm>

#include "json/parse.hpp"
#include "mcp/server/handlers.hpp"

namespace mcp::detail {
namespace {

bool is_required(const Json& schema, const std::string& name) {
  const auto required = schema.find("required");
  return required != schema.end() && std::ranges::find(*required, Json(name)) != required->end();
}

// The text itself when it is not such a value: decoding then reports what was expected.
Json parsed(const std::string& text) {
  auto value = json::parse(text);
  return value && value->is_primitive() ? *std::move(value) : Json(text);
}

bool wants_text(const Json& property) {
  return property.value("type", "string") == "string";
}

}  // namespace

std::vector<PromptArgument> prompt_arguments(const std::vector<std::string>& names,
                                             const Json& schema) {
  std::vector<PromptArgument> arguments;
  for (const auto& name : names) {
    const Json& property = schema["properties"][name];
    arguments.push_back({.name = name,
                         .title = property.value("title", ""),
                         .description = property.value("description", ""),
                         .required = is_required(schema, name)});
  }
  return arguments;
}

Json typed(const Values& values, const Json& schema) {
  Json object = Json::object();
  for (const auto& [name, value] : values) {
    const auto property = schema["properties"].find(name);
    if (property == schema["properties"].end()) continue;
    object[name] = wants_text(*property) ? Json(value) : parsed(value);
  }
  return object;
}

}  // namespace mcp::detail
