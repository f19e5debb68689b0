#include "bridge/servers/offered_tools.hpp"

#include <algorithm>

#include "bytes/digest.hpp"

namespace mcp::bridge {
namespace {

std::string hash_of(const Tool& tool) {
  Json described{{"name", tool.name},
                 {"description", tool.description},
                 {"input_schema", tool.input_schema},
                 {"annotations", encode(tool.annotations)}};
  if (!tool.title.empty()) described["title"] = tool.title;
  return sha256_hex(to_text(described));
}

bool may_be_used(const ServerConfig& config, const std::string& tool) {
  const auto has = [&tool](const std::vector<std::string>& list) {
    return std::ranges::find(list, tool) != list.end();
  };
  return !has(config.deny) && (config.allow.empty() || has(config.allow));
}

OfferedTool offered(const ServerConfig& config, Tool tool) {
  std::string hash = hash_of(tool);
  ModelSchema for_model = model_schema(tool.input_schema);
  return {.api_name = {},
          .server = config.name,
          .identity = config.identity(),
          .tool = std::move(tool),
          .schema_hash = std::move(hash),
          .preview = config.preview,
          .for_model = std::move(for_model)};
}

}  // namespace

std::vector<OfferedTool> offered_tools(const ServerConfig& config, std::vector<Tool> tools) {
  std::vector<OfferedTool> all;
  for (auto& tool : tools) {
    if (may_be_used(config, tool.name)) all.push_back(offered(config, std::move(tool)));
  }
  return all;
}

bool describes(const std::vector<OfferedTool>& tools, const OfferedTool& tool) {
  const auto now = std::ranges::find(tools, tool.tool.name,
                                     [](const OfferedTool& each) { return each.tool.name; });
  return now != tools.end() && now->schema_hash == tool.schema_hash;
}

const OfferedTool* ToolSet::find(std::string_view api_name) const {
  const auto found = std::ranges::lower_bound(
      tools, api_name, {}, [](const OfferedTool& tool) { return std::string_view(tool.api_name); });
  return found != tools.end() && found->api_name == api_name ? &*found : nullptr;
}

}  // namespace mcp::bridge
