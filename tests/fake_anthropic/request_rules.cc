#include "fake_anthropic/request_rules.hpp"

#include <algorithm>
#include <functional>
#include <regex>
#include <set>

#include "fake_anthropic/history_rules.hpp"
#include "fake_anthropic/names.hpp"
#include "mcp/schema.hpp"

namespace mcp::test {
namespace {

using Refusal = std::optional<ApiError>;

constexpr int max_breakpoints = 4;
constexpr std::int64_t max_output = 128'000;

const std::set<std::string> known_members = {"model",
                                             "messages",
                                             "max_tokens",
                                             "system",
                                             "tools",
                                             "tool_choice",
                                             "stream",
                                             "metadata",
                                             "temperature",
                                             "top_p",
                                             "top_k",
                                             "thinking",
                                             "output_config",
                                             "service_tier",
                                             "cache_control",
                                             "stop_sequences",
                                             "mcp_servers",
                                             "container",
                                             "context_management"};
const std::set<std::string> tool_members = {"name", "description", "input_schema",  "cache_control",
                                            "type", "strict",      "input_examples"};
const std::set<std::string> efforts = {"low", "medium", "high", "xhigh", "max"};

Refusal refuse_extra(const Json& object, const std::set<std::string>& known,
                     const std::string& where) {
  for (const auto& [name, value] : object.items()) {
    if (!known.contains(name)) {
      return invalid(where + name + ": Extra inputs are not permitted");
    }
  }
  return std::nullopt;
}

Refusal refuse_members(const Json& request) {
  if (!request.is_object()) return invalid("the body is not a JSON object");
  for (const char* name : {"model", "max_tokens", "messages"}) {
    if (!request.contains(name)) return invalid(std::string(name) + ": Field required");
  }
  if (auto extra = refuse_extra(request, known_members, "")) return extra;
  const Json& most = request["max_tokens"];
  if (!most.is_number_integer() || most < 1 || most > max_output) {
    return invalid("max_tokens: Input should be between 1 and 128000");
  }
  if (!request["model"].is_string()) return invalid("model: Input should be a valid string");
  if (request.value("stream", Json()) != true) return invalid("stream: the fake only streams");
  return std::nullopt;
}

Refusal refuse_system(const Json& request) {
  const Json system = request.value("system", Json(nullptr));
  if (system.is_null() || system.is_string()) return std::nullopt;
  if (!system.is_array()) return invalid("system: Input should be a valid list");
  for (const Json& block : system) {
    const bool text = block.is_object() && block.value("type", Json()) == "text" &&
                      block.value("text", Json()).is_string();
    if (!text) return invalid("system: Input should be text blocks");
    if (block["text"] == "") return invalid("system: text content blocks must be non-empty");
  }
  return std::nullopt;
}

Refusal refuse_tool(const Json& tool, std::size_t index) {
  const std::string where = "tools." + std::to_string(index) + '.';
  if (!tool.is_object()) return invalid(where + ": Input should be an object");
  if (auto extra = refuse_extra(tool, tool_members, where + "custom.")) return extra;
  const Json name = tool.value("name", Json());
  if (!name.is_string() || !is_tool_name(name)) {
    return invalid(where + "custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'");
  }
  const Json schema = tool.value("input_schema", Json());
  if (!schema.is_object()) return invalid(where + "custom.input_schema: Field required");
  if (schema.value("type", Json()) != "object") {
    return invalid(where + "custom.input_schema.type: Input should be 'object'");
  }
  for (const char* keyword : {"oneOf", "allOf", "anyOf"}) {
    if (!schema.contains(keyword)) continue;
    return invalid(where +
                   "custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at "
                   "the top level");
  }
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [property, unused] : properties.items()) {
    static const std::regex allowed("[a-zA-Z0-9_.-]{1,64}");
    if (std::regex_match(property, allowed)) continue;
    return invalid(where +
                   "custom.input_schema.properties: Property keys should match pattern "
                   "'^[a-zA-Z0-9_.-]{1,64}$'");
  }
  if (!SchemaValidator::compile(schema)) {
    return invalid(
        where +
        "custom.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12");
  }
  const Json description = tool.value("description", Json(""));
  if (!description.is_string()) return invalid(where + "custom.description: not a string");
  return std::nullopt;
}

Refusal refuse_tools(const Json& request) {
  const Json tools = request.value("tools", Json::array());
  if (!tools.is_array()) return invalid("tools: Input should be a valid list");
  std::set<std::string> names;
  for (std::size_t index = 0; index < tools.size(); ++index) {
    if (auto wrong = refuse_tool(tools[index], index)) return wrong;
    if (!names.insert(tools[index]["name"]).second) {
      return invalid("tools: Tool names must be unique.");
    }
  }
  return std::nullopt;
}

Refusal refuse_thinking(const Json& request, bool current) {
  const Json thinking = request.value("thinking", Json(nullptr));
  if (thinking.is_null()) return std::nullopt;
  const std::string type = thinking.is_object() ? thinking.value("type", "") : "";
  if (!std::set<std::string>{"adaptive", "enabled", "disabled"}.contains(type)) {
    return invalid("thinking: Input tag does not match any of the expected tags");
  }
  if (current && type != "adaptive") {
    return invalid("\"thinking.type." + type +
                   "\" is not supported for this model. Use \"adaptive\"");
  }
  if (!current && type == "adaptive") {
    return invalid("adaptive thinking is not supported on this model");
  }
  const std::string display = thinking.value("display", "omitted");
  if (display != "summarized" && display != "omitted") {
    return invalid("thinking.adaptive.display: Input should be 'summarized' or 'omitted'");
  }
  return std::nullopt;
}

Refusal refuse_for_model(const Json& request) {
  const bool current = is_current(request["model"].get<std::string>());
  if (auto wrong = refuse_thinking(request, current)) return wrong;
  const Json config = request.value("output_config", Json::object());
  if (config.contains("effort") && !efforts.contains(config.value("effort", ""))) {
    return invalid(
        "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
  }
  if (!current) return std::nullopt;
  for (const char* name : {"temperature", "top_p", "top_k"}) {
    if (request.contains(name)) {
      return invalid(std::string("`") + name + "` is not supported for this model");
    }
  }
  const Json choice = request.value("tool_choice", Json::object());
  const std::string kind = choice.is_object() ? choice.value("type", "auto") : "";
  if (kind != "auto" && kind != "none") {
    return invalid("tool_choice: forced tool use is not supported for this model");
  }
  return std::nullopt;
}

Refusal refuse_breakpoints(const Json& request) {
  int count = 0;
  Refusal wrong;
  const std::function<void(const Json&)> look = [&](const Json& value) {
    if (value.is_object() && value.contains("cache_control")) {
      const Json& control = value["cache_control"];
      const std::string ttl = control.is_object() ? control.value("ttl", "5m") : "";
      const bool fine = control.is_object() && control.value("type", "") == "ephemeral" &&
                        (ttl == "5m" || ttl == "1h");
      if (!fine) wrong = invalid("cache_control: Input should be an ephemeral cache control");
      if (value.value("type", "").ends_with("thinking")) {
        wrong = invalid("cache_control cannot be set for thinking blocks");
      }
      ++count;
    }
    // Inputs and schemas may have members of any name.
    for (const auto& [name, inner] : value.items()) {
      if (name != "input" && name != "input_schema" && inner.is_structured()) look(inner);
    }
  };
  look(request);
  if (count > max_breakpoints) {
    return invalid("A maximum of 4 blocks with cache_control may be provided. Found " +
                   std::to_string(count) + '.');
  }
  return wrong;
}

}  // namespace

std::optional<ApiError> refuse_headers(const std::map<std::string, std::string>& headers,
                                       const std::string& key) {
  const auto given = headers.find("x-api-key");
  const auto bearer = headers.find("authorization");
  if (given == headers.end() && bearer == headers.end()) {
    return ApiError{401, "authentication_error", "x-api-key header is required"};
  }
  const std::string said = given != headers.end() ? given->second : bearer->second;
  const std::string wanted = given != headers.end() ? key : "Bearer " + key;
  if (said.empty() || (!key.empty() && said != wanted)) {
    return ApiError{401, "authentication_error", "invalid x-api-key"};
  }
  const auto version = headers.find("anthropic-version");
  if (version == headers.end()) return invalid("anthropic-version: header is required");
  if (version->second != "2023-06-01") return invalid("anthropic-version: not a valid version");
  return std::nullopt;
}

namespace {

// The bytes of the images, which the limit on tokens counts differently.
std::size_t picture_bytes(const Json& value) {
  if (!value.is_structured()) return 0;
  std::size_t bytes = 0;
  if (value.is_object() && value.value("type", Json()) == "base64") {
    const Json data = value.value("data", Json());
    return data.is_string() ? data.get_ref<const std::string&>().size() : 0;
  }
  for (const Json& inner : value) bytes += picture_bytes(inner);
  return bytes;
}

}  // namespace

// Estimates four bytes for a token, as in most texts.
std::optional<ApiError> refuse_size(const Json& request, std::size_t bytes) {
  constexpr std::size_t most_bytes = std::size_t{32} << 20;
  constexpr std::size_t most_tokens = 1'000'000;
  if (bytes > most_bytes) {
    return ApiError{413, "request_too_large", "Request exceeds the maximum size"};
  }
  const std::size_t tokens = (bytes - picture_bytes(request)) / 4;
  if (tokens <= most_tokens) return std::nullopt;
  return invalid("prompt is too long: " + std::to_string(tokens) + " tokens > 1000000 maximum");
}

std::optional<ApiError> refuse_request(const Json& request,
                                       const std::vector<std::string>& models) {
  if (auto wrong = refuse_members(request)) return wrong;
  const std::string model = request["model"];
  if (std::ranges::find(models, model) == models.end()) {
    return ApiError{404, "not_found_error", "model: " + model};
  }
  for (const auto refuse : {refuse_system, refuse_tools, refuse_for_model, refuse_breakpoints}) {
    if (auto wrong = refuse(request)) return wrong;
  }
  return refuse_history(request["messages"], model);
}

}  // namespace mcp::test
