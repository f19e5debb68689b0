#include "http/tool_headers.hpp"

#include "http/header_value.hpp"

namespace mcp::http::client {
namespace {

constexpr std::size_t max_marked_tools = 10'000;

}  // namespace

void ToolHeaders::learn(Json& result, const Warn& warn) {
  const auto tools = result.find("tools");
  if (tools == result.end() || !tools->is_array()) return;
  Json usable = Json::array();
  for (auto& tool : *tools) {
    if (learn_tool(tool, warn)) usable.push_back(std::move(tool));
  }
  *tools = std::move(usable);
}

// Invalid entries are reported elsewhere (client.cc).
bool ToolHeaders::learn_tool(const Json& tool, const Warn& warn) {
  if (!tool.is_object()) return true;
  const auto name = tool.find("name");
  const auto schema = tool.find("inputSchema");
  if (name == tool.end() || !name->is_string() || schema == tool.end()) return true;
  const auto& text = name->get_ref<const std::string&>();
  auto marks = mirrored_parameters(*schema);
  if (!marks || marks->empty()) marked_.erase(text);
  if (!marks) {
    warn("The tool `" + text + "` was left out: " + marks.error().what());
    return false;
  }
  const bool room = marked_.size() < max_marked_tools || marked_.contains(text);
  if (!marks->empty() && room) marked_[text] = *std::move(marks);
  return true;
}

Headers ToolHeaders::headers(const Json& params) const {
  Headers all;
  if (!params.is_object()) return all;
  const auto name = params.find("name");
  const auto arguments = params.find("arguments");
  if (name == params.end() || !name->is_string() || arguments == params.end()) return all;
  const auto found = marked_.find(name->get_ref<const std::string&>());
  if (found == marked_.end()) return all;
  for (const auto& parameter : found->second) {
    if (const auto value = mirrored_value(*arguments, parameter)) {
      all.emplace_back("Mcp-Param-" + parameter.header, to_header_value(*value));
    }
  }
  return all;
}

}  // namespace mcp::http::client
