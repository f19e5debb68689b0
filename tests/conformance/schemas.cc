// Tools that test input schemas, and the capabilities that the client declared.

#include "conformance/fixtures.hpp"

namespace mcp::test {
namespace {

// A schema with the keywords that draft-07 does not have.
Json schema_2020_12() {
  const Json text{{"type", "string"}};
  const auto need = [](const char* name) { return Json{{"required", {name}}}; };
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
          {"type", "object"},
          {"$defs",
           {{"address",
             {{"$anchor", "addressDef"},
              {"type", "object"},
              {"properties", {{"street", text}, {"city", text}}}}}}},
          {"properties",
           {{"name", text},
            {"address", {{"$ref", "#/$defs/address"}}},
            {"contactMethod", {{"type", "string"}, {"enum", {"phone", "email"}}}},
            {"phone", text},
            {"email", text}}},
          {"allOf", Json::array({{{"anyOf", Json::array({need("phone"), need("email")})}}})},
          {"if",
           {{"properties", {{"contactMethod", {{"const", "phone"}}}}},
            {"required", {"contactMethod"}}}},
          {"then", need("phone")},
          {"else", need("email")},
          {"additionalProperties", false}};
}

ToolReply contact(const Json& arguments, ToolContext&) {
  return text("To be reached by " + std::string(arguments.contains("phone") ? "phone" : "email"));
}

struct Mirrored {
  std::string region;

  static Object<Mirrored> describe() {
    return Object<Mirrored>().required("region", &Mirrored::region,
                                       "Comes also as the header Mcp-Param-Region",
                                       Keyword{"x-mcp-header", "Region"});
  }
};

CallToolResult mirrored(const Mirrored& in) {
  return text("Region: " + in.region);
}

CallToolResult needs_sampling(const NoArguments&, ToolContext& context) {
  if (!context.caller().capabilities.sampling) {
    throw missing_client_capability({{"sampling", Json::object()}});
  }
  return text("The client can sample");
}

}  // namespace

void add_schema_tools(Server& server) {
  server.add_tool({.name = "json_schema_2020_12_tool",
                   .description = "Has an input schema that needs JSON Schema 2020-12.",
                   .input_schema = schema_2020_12()},
                  contact);
  server.add_tool<Mirrored>(
      {.name = "test_x_mcp_header", .description = "Has an argument that a header repeats."},
      mirrored);
  server.add_tool<NoArguments>({.name = "test_missing_capability",
                                .description = "Works only for clients that declare sampling."},
                               needs_sampling);
}

}  // namespace mcp::test
