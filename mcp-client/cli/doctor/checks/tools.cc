#include <algorithm>
#include <set>

#include "doctor/checks/each_tool.hpp"
#include "doctor/checks/groups.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

std::vector<Json> tools_of(const Evidence& evidence) {
  return evidence.items(probe::tools, "tools");
}

Outcome shape(const Evidence& evidence) {
  return each_tool(evidence, "a string `name`; `title` and `description` are strings",
                   [](const Json& tool) -> std::string {
                     if (!member(tool, "name").is_string()) return "`name` is no string";
                     for (const char* key : {"title", "description"}) {
                       if (tool.contains(key) && !tool[key].is_string()) {
                         return '`' + std::string(key) + "` is no string";
                       }
                     }
                     return "";
                   });
}

Outcome name_length(const Evidence& evidence) {
  return each_tool(evidence, "1 to 128 characters", [](const Json& tool) -> std::string {
    const Json& name = member(tool, "name");
    if (!name.is_string()) return "";
    const auto size = name.get_ref<const std::string&>().size();
    return size >= 1 && size <= 128 ? "" : std::to_string(size) + " characters";
  });
}

Outcome name_characters(const Evidence& evidence) {
  return each_tool(
      evidence, "only A-Z, a-z, 0-9, `_`, `-` and `.`", [](const Json& tool) -> std::string {
        for (const char c : view_in(tool, "name")) {
          const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                               (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
          if (!allowed) return "has " + quoted(Json(std::string(view_in(tool, "name"))));
        }
        return "";
      });
}

// A name that is on two pages is reported by pages.no-repeats.
Outcome name_unique(const Evidence& evidence) {
  const auto found = evidence.probes.find(probe::tools);
  Faults faults("each name once");
  bool looked = false;
  if (found == evidence.probes.end()) return skipped(no_tools);
  for (const auto& page : found->second) {
    std::set<std::string> names;
    const Json& tools = member(page.result(), "tools");
    if (!tools.is_array()) continue;
    for (const auto& tool : tools) {
      looked = true;
      const std::string name = text_in(tool, "name");
      if (!name.empty() && !names.insert(name).second)
        faults.add(quoted(name) + " is listed twice");
    }
  }
  return faults.outcome(looked, no_tools);
}

Outcome annotations(const Evidence& evidence) {
  return each_tool(
      evidence, "hints are booleans, `title` is a string", [](const Json& tool) -> std::string {
        if (!tool.is_object() || !tool.contains("annotations")) return "";
        const Json& all = tool["annotations"];
        if (!all.is_object()) return "`annotations` is " + quoted(all);
        for (const char* hint :
             {"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"}) {
          if (all.contains(hint) && !all[hint].is_boolean()) {
            return '`' + std::string(hint) + "` is " + quoted(all[hint]);
          }
        }
        return all.contains("title") && !all["title"].is_string() ? "`title` is no string" : "";
      });
}

std::vector<std::string> names_of(const std::vector<Json>& tools) {
  std::vector<std::string> names;
  for (const auto& tool : tools) names.push_back(text_in(tool, "name"));
  return names;
}

Outcome order(const Evidence& evidence) {
  if (!evidence.find(probe::tools_again)) return skipped(no_tools);
  const auto first = names_of(tools_of(evidence));
  const auto second = names_of(evidence.items(probe::tools_again, "tools"));
  if (first == second) return passed();
  auto sorted_first = first;
  auto sorted_second = second;
  std::ranges::sort(sorted_first);
  std::ranges::sort(sorted_second);
  if (sorted_first != sorted_second) return skipped("the set of tools has changed");
  return failed("the same order in each list", "the order has changed between two requests");
}

Outcome same_set(const Evidence& evidence) {
  const Exchange* again = evidence.find(probe::tools_again);
  if (!again || !again->result().is_object()) return skipped(no_tools);
  auto first = names_of(tools_of(evidence));
  auto second = names_of(evidence.items(probe::tools_again, "tools"));
  std::ranges::sort(first);
  std::ranges::sort(second);
  if (first == second) return passed();
  return failed("the same tools as before the other requests",
                std::to_string(second.size()) + " tools instead of " +
                    std::to_string(first.size()) + ", or other ones");
}

constexpr Check checks[] = {
    {"tools.shape",
     "Each tool has a name, its texts are strings",
     Level::must,
     Over::any,
     {"schema", "Tool", ""},
     {"schema", "Tool", ""},
     "Send strings.",
     shape},
    {"tools.name-length",
     "Tool names have 1 to 128 characters",
     Level::should,
     Over::any,
     {"server/tools", "Tool Names", "server.tools-15"},
     {"server/tools", "Tool Names", "server.tools-07", 3},
     "Choose a shorter name.",
     name_length},
    {"tools.name-characters",
     "Tool names have only allowed characters",
     Level::should,
     Over::any,
     {"server/tools", "Tool Names", "server.tools-17"},
     {"server/tools", "Tool Names", "server.tools-09", 3},
     "Rename the tool: hosts may reject or change other characters.",
     name_characters},
    {"tools.name-unique",
     "Tool names are unique",
     Level::should,
     Over::any,
     {"server/tools", "Tool Names", "server.tools-19"},
     {"server/tools", "Tool Names", "server.tools-11", 3},
     "Rename one of the tools.",
     name_unique},
    {"tools.annotations",
     "Annotations have the right types",
     Level::must,
     Over::any,
     {"schema", "ToolAnnotations", ""},
     {"schema", "ToolAnnotations", "", 1},
     "Send booleans as hints.",
     annotations},
    {"tools.order",
     "Tools are always in the same order",
     Level::should,
     Over::any,
     {"server/tools", "Capabilities", "server.tools-08"},
     {},
     "Sort the tools: a host's prompt cache depends on their order.",
     order},
    {"tools.same-set",
     "The tools do not depend on other requests",
     Level::must,
     Over::any,
     {"server/tools", "Capabilities", "server.tools-06"},
     {},
     "List the same tools whatever was requested before.",
     same_set},
};

}  // namespace

std::span<const Check> tool_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
