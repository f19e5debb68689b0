#include "minimal_profile.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace mcp::files {
namespace {

/// A tool of the profile, and the parameters that it shows.
struct MinimalTool {
  std::string_view name;
  std::array<std::string_view, 3> shown;  // empty: none
};

constexpr std::array minimal = {MinimalTool{"read_file", {"path", "startLine", "maxLines"}},
                                MinimalTool{"write_file", {"path", "content", "mode"}},
                                MinimalTool{"edit_file", {"path", "edits"}},
                                MinimalTool{"list_directory", {"path", "depth"}},
                                MinimalTool{"search_text", {"query", "path", "glob"}},
                                MinimalTool{"find_files", {"path", "glob"}}};

Result<Json> shorten(Result<Json> result) {
  const auto tools = result ? result->find("tools") : Json::iterator();
  if (!result || tools == result->end() || !tools->is_array()) return result;
  for (Json& tool : *tools) {
    tool["inputSchema"] =
        minimal_schema(tool["name"].get_ref<const std::string&>(), std::move(tool["inputSchema"]));
  }
  return result;
}

}  // namespace

std::set<std::string> minimal_tools() {
  std::set<std::string> names;
  for (const MinimalTool& tool : minimal) names.emplace(tool.name);
  return names;
}

Json minimal_schema(std::string_view tool, Json input_schema) {
  const auto* const found = std::ranges::find(minimal, tool, &MinimalTool::name);
  if (found == minimal.end()) return input_schema;
  Json properties = Json::object();
  for (const std::string_view name : found->shown) {
    const std::string key(name);
    if (!key.empty()) properties[key] = std::move(input_schema["properties"][key]);
  }
  input_schema["properties"] = std::move(properties);
  input_schema.erase("additionalProperties");
  return input_schema;
}

Middleware show_minimal_schemas() {
  return [](PassingRequest request, const CallerInfo&, const Proceed& proceed, Respond respond) {
    if (request.method != "tools/list") return proceed(std::move(request), std::move(respond));
    proceed(std::move(request), [respond = std::move(respond)](Result<Json> result) {
      respond(shorten(std::move(result)));
    });
  };
}

}  // namespace mcp::files
