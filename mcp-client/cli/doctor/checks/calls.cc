#include "doctor/checks/groups.hpp"
#include "doctor/content.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"
#include "mcp/schema.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr const char* not_called = "no tool is called without --call";

const Json* complete_result(const Evidence& evidence) {
  const Exchange* call = evidence.find(probe::call);
  if (!call || !call->result().is_object()) return nullptr;
  return member(call->result(), "resultType") == "input_required" ? nullptr : &call->result();
}

Outcome content(const Evidence& evidence) {
  const Json* result = complete_result(evidence);
  if (!result) return skipped(not_called);
  const Json& blocks = member(*result, "content");
  if (!blocks.is_array()) return failed("an array `content`", quoted(*result));
  Faults faults("valid content blocks");
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const std::string fault = content_fault(blocks[i]);
    if (!fault.empty()) faults.add("block " + std::to_string(i + 1) + ' ' + fault);
  }
  return faults.outcome();
}

Outcome is_error(const Evidence& evidence) {
  const Json* result = complete_result(evidence);
  if (!result) return skipped(not_called);
  if (!result->contains("isError") || (*result)["isError"].is_boolean()) return passed();
  return failed("a boolean", quoted((*result)["isError"]));
}

Json output_schema(const Evidence& evidence) {
  const Exchange* call = evidence.find(probe::call);
  const Json& name = member(member(call->sent, "params"), "name");
  for (const auto& tool : evidence.items(probe::tools, "tools")) {
    if (member(tool, "name") == name) return member(tool, "outputSchema");
  }
  return nullptr;
}

Outcome structured(const Evidence& evidence) {
  const Json* result = complete_result(evidence);
  if (!result) return skipped(not_called);
  const Json schema = output_schema(evidence);
  if (!schema.is_object()) return skipped("the tool has no output schema");
  if (member(*result, "isError") == true) return skipped("the tool reports an error");
  if (!result->contains("structuredContent")) {
    return failed("`structuredContent` that fits the output schema", "there is none");
  }
  const auto validator = SchemaValidator::compile(schema);
  if (!validator) return skipped("the output schema cannot be compiled");
  Faults faults("`structuredContent` that fits the output schema");
  for (const auto& violation : validator->violations((*result)["structuredContent"])) {
    faults.add(violation.path + ' ' + violation.message);
  }
  return faults.outcome();
}

constexpr Check checks[] = {
    {"call.content",
     "The result has valid content blocks",
     Level::must,
     Over::any,
     {"schema", "CallToolResult", ""},
     {"schema", "CallToolResult", ""},
     "Send an array `content` of blocks with a `type`.",
     content},
    {"call.is-error",
     "`isError` is a boolean",
     Level::must,
     Over::any,
     {"schema", "CallToolResult", ""},
     {"schema", "CallToolResult", ""},
     "Send true or false.",
     is_error},
    {"call.structured-content",
     "The structured result fits the output schema",
     Level::must,
     Over::any,
     {"server/tools", "Output Schema", "server.tools-37"},
     {"server/tools", "Output Schema", "server.tools-15", 2},
     "Make the result fit the schema, or correct the schema.",
     structured},
};

}  // namespace

std::span<const Check> call_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
