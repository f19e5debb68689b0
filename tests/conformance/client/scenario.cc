#include "conformance/client/scenario.hpp"

#include <utility>

namespace mcp::conformance {
namespace {

Json value_for(const Json& schema) {
  const std::string type = schema.value("type", "string");
  if (type == "integer" || type == "number") return 1;
  if (type == "boolean") return true;
  if (type == "array") return Json::array();
  if (type == "object") return arguments_for(schema);
  return "text";
}

}  // namespace

Json arguments_for(const Json& schema) {
  Json arguments = Json::object();
  const Json properties = schema.value("properties", Json::object());
  for (const auto& name : schema.value("required", Json::array())) {
    arguments[name.get<std::string>()] = value_for(properties.value(name, Json::object()));
  }
  return arguments;
}

Client connect(const ClientRun& run, ClientHandlers handlers,
               std::shared_ptr<TokenProvider> tokens) {
  return Client::connect(
      over_http({.url = run.url, .tokens = std::move(tokens)}),
      {.self = {"conformance-client", "1.0.0"}, .handlers = std::move(handlers), .era = run.era});
}

void use_first_tool(Client& client) {
  const auto tools = client.list_tools();
  if (!tools.empty()) client.call_tool(tools[0].name, arguments_for(tools[0].input_schema));
}

}  // namespace mcp::conformance
