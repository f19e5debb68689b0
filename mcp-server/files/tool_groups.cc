#include "tool_groups.hpp"

#include <algorithm>
#include <stdexcept>

#include "mcp/never_destroyed.hpp"
#include "schema/text.hpp"
#include "tools.hpp"

namespace mcp::files {

EnumNames<ToolGroup> enum_names(ToolGroup) {
  return {{ToolGroup::read, "read"},     {ToolGroup::search, "search"},
          {ToolGroup::write, "write"},   {ToolGroup::edit, "edit"},
          {ToolGroup::manage, "manage"}, {ToolGroup::history, "history"}};
}

namespace {

constexpr const char* every_group = "all";

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::vector<std::string> words_for_groups() {
  std::vector<std::string> words;
  for (const auto& [group, name] : enum_names(ToolGroup())) words.push_back(name);
  words.push_back(every_group);
  return words;
}

std::invalid_argument unknown(const std::string& word) {
  const std::vector<std::string> groups = words_for_groups();
  const std::vector<std::string> tools = tool_names();
  std::vector<std::string_view> known(groups.begin(), groups.end());
  known.insert(known.end(), tools.begin(), tools.end());
  const std::string_view meant = schema::closest(word, known);
  const std::string hint =
      meant.empty() ? std::string() : " did you mean " + schema::quote_name(meant) + '?';
  return std::invalid_argument("there is no tool or group " + schema::quote_name(word) + ';' +
                               hint + " the groups are " + joined(groups) + "; the tools are " +
                               joined(tools));
}

bool is_named(ToolGroup of_tool, const std::string& name, const std::string& word) {
  const std::string group = encode(of_tool).get<std::string>();
  return word == every_group || word == group || word == name;
}

}  // namespace

// Making a tool makes its schemas, which takes longer than the rest of a start.
const std::vector<MadeTool>& made_tools() {
  static const auto& made = never_destroyed([] {
    std::vector<MadeTool> tools;
    for (const RegisteredTool& tool : all_tools) tools.push_back({tool, tool.make()});
    return tools;
  }());
  return made;
}

std::vector<std::string> tool_names() {
  std::vector<std::string> names;
  for (const MadeTool& tool : made_tools()) names.push_back(tool.made.tool.name);
  return names;
}

std::set<std::string> default_tools() {
  std::set<std::string> names;
  for (const auto& [registered, made] : made_tools()) {
    if (registered.group != ToolGroup::manage) names.insert(made.tool.name);
  }
  return names;
}

std::set<std::string> tools_named(const std::vector<std::string>& words) {
  const std::vector<std::string> groups = words_for_groups();
  std::set<std::string> names;
  for (const std::string& word : words) {
    if (!names_tool(word) && std::ranges::find(groups, word) == groups.end()) throw unknown(word);
    for (const auto& [registered, made] : made_tools()) {
      if (is_named(registered.group, made.tool.name, word)) names.insert(made.tool.name);
    }
  }
  return names;
}

bool names_tool(const std::string& word) {
  const std::vector<std::string> names = tool_names();
  return std::ranges::find(names, word) != names.end();
}

}  // namespace mcp::files
