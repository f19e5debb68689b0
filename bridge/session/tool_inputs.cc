#include "bridge/session/tool_inputs.hpp"

namespace mcp::bridge {
namespace {

// Maximum number of cached schemas: tools may change their schemas again and again.
constexpr std::size_t most_compiled = 1'000;

std::string heading(const OfferedTool& tool) {
  return "Invalid arguments for tool `" + tool.tool.name + "`:";
}

}  // namespace

std::optional<std::string> ToolInputs::refuse(const OfferedTool& tool, const Json& input) {
  if (!input.is_object()) return heading(tool) + "\n- they must be an object";
  const auto validator = validator_of(tool);
  if (!validator) return {};
  const auto violations = validator->violations(input);
  if (violations.empty()) return {};
  std::string text = heading(tool);
  for (const auto& violation : violations) {
    // The message names the property; the path is added only for nested values.
    const bool inside = violation.path.find('/', 1) != std::string::npos;
    text += "\n- " + (inside ? violation.path + ": " : "") + violation.message;
  }
  return text;
}

std::optional<SchemaValidator> ToolInputs::validator_of(const OfferedTool& tool) {
  const std::scoped_lock lock(mutex_);
  if (const auto found = compiled_.find(tool.schema_hash); found != compiled_.end()) {
    return found->second;
  }
  std::optional<SchemaValidator> validator;
  if (tool.tool.input_schema.is_object()) {
    auto compiled = SchemaValidator::compile(tool.tool.input_schema);
    if (compiled) validator = *std::move(compiled);
  }
  if (compiled_.size() >= most_compiled) compiled_.clear();
  compiled_.emplace(tool.schema_hash, validator);
  return validator;
}

}  // namespace mcp::bridge
