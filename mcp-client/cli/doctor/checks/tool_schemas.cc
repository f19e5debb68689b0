#include <algorithm>

#include "doctor/checks/each_tool.hpp"
#include "doctor/checks/groups.hpp"
#include "http/mirrored.hpp"
#include "json/members.hpp"
#include "mcp/schema.hpp"
#include "text/ascii.hpp"

namespace mcp::cli::doctor {
namespace {

Outcome input_schema_object(const Evidence& evidence) {
  return each_tool(evidence, "`inputSchema` is an object with \"type\": \"object\"",
                   [](const Json& tool) -> std::string {
                     const Json& schema = member(tool, "inputSchema");
                     if (schema.is_object() && member(schema, "type") == "object") return "";
                     return quoted(schema);
                   });
}

bool is_known_dialect(const Json& schema) {
  const auto dialect = view_in(schema, "$schema");
  return dialect.empty() || dialect.find("2020-12") != dialect.npos ||
         dialect.find("draft-07") != dialect.npos;
}

bool refers_outside(const Json& schema, int depth = 0) {
  if (depth > 100) return false;
  if (const auto ref = view_in(schema, "$ref"); ref.find("://") != ref.npos) return true;
  if (!schema.is_object() && !schema.is_array()) return false;
  return std::ranges::any_of(schema,
                             [&](const Json& each) { return refers_outside(each, depth + 1); });
}

// Schemas that this program cannot judge count as valid.
std::string schema_fault(const Json& schema) {
  if (!schema.is_object() || !is_known_dialect(schema) || refers_outside(schema)) return "";
  const auto compiled = SchemaValidator::compile(schema);
  if (compiled) return "";
  const std::string why = compiled.error().what();
  return why.find("limit") == why.npos ? why : "";
}

Outcome input_schema_valid(const Evidence& evidence) {
  return each_tool(evidence, "`inputSchema` is valid in its dialect",
                   [](const Json& tool) { return schema_fault(member(tool, "inputSchema")); });
}

Outcome output_schema_valid(const Evidence& evidence) {
  return each_tool(evidence, "`outputSchema`, if any, is an object and valid in its dialect",
                   [](const Json& tool) -> std::string {
                     if (!tool.is_object() || !tool.contains("outputSchema")) return "";
                     const Json& schema = tool["outputSchema"];
                     return schema.is_object() ? schema_fault(schema) : "is " + quoted(schema);
                   });
}

Outcome network_references(const Evidence& evidence) {
  return each_tool(evidence, "no `$ref` to another document", [](const Json& tool) -> std::string {
    const bool outside =
        refers_outside(member(tool, "inputSchema")) || refers_outside(member(tool, "outputSchema"));
    return outside ? "its schema refers to another document" : "";
  });
}

Outcome header_marks(const Evidence& evidence) {
  return each_tool(evidence, "`x-mcp-header` marks primitive properties with unique header names",
                   [](const Json& tool) -> std::string {
                     const auto marks = http::mirrored_parameters(member(tool, "inputSchema"));
                     return marks ? "" : marks.error().what();
                   });
}

Outcome sensitive_headers(const Evidence& evidence) {
  return each_tool(
      evidence, "no passwords, keys or tokens in headers", [](const Json& tool) -> std::string {
        const auto marks = http::mirrored_parameters(member(tool, "inputSchema"));
        if (!marks) return "";
        for (const auto& mark : *marks) {
          const std::string name = mark.path.empty() ? "" : ascii::lower(mark.path.back());
          for (const char* word : {"password", "passwd", "secret", "api_key", "apikey"}) {
            if (name.find(word) != name.npos) return quoted(mark.path.back()) + " in a header";
          }
        }
        return "";
      });
}

constexpr Check checks[] = {
    {"tools.input-schema-object",
     "Input schemas describe an object",
     Level::must,
     Over::any,
     {"server/tools", "Tool", "server.tools-12"},
     {"server/tools", "Tool", "server.tools-05"},
     "Send {\"type\": \"object\"} for a tool without parameters.",
     input_schema_object},
    {"tools.input-schema-valid",
     "Input schemas are valid",
     Level::must,
     Over::any,
     {"basic/index", "Schema Validation", "basic-38"},
     {"basic/index", "Schema Validation", "basic-21"},
     "Correct the schema.",
     input_schema_valid},
    {"tools.output-schema-valid",
     "Output schemas are valid",
     Level::must,
     Over::any,
     {"basic/index", "Schema Validation", "basic-38"},
     {"basic/index", "Schema Validation", "basic-21", 2},
     "Correct the schema.",
     output_schema_valid},
    {"tools.schema-references",
     "Schemas do not refer to other documents",
     Level::should,
     Over::any,
     {"basic/index", "$ref Resolution", "basic-42"},
     {},
     "Put the schema into `$defs`: clients must not fetch it.",
     network_references},
    {"tools.header-marks",
     "`x-mcp-header` is used as allowed",
     Level::must,
     Over::any,
     {"server/tools", "x-mcp-header", "server.tools-22"},
     {},
     "Correct the mark: clients drop the tool over HTTP.",
     header_marks},
    {"tools.header-secrets",
     "No secrets are marked with `x-mcp-header`",
     Level::should,
     Over::any,
     {"server/tools", "x-mcp-header", "server.tools-33"},
     {},
     "Remove the mark: intermediaries log headers.",
     sensitive_headers},
};

}  // namespace

std::span<const Check> tool_schema_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
