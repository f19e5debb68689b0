#include "bridge/servers/tool_names.hpp"

#include <algorithm>
#include <set>

#include "bytes/digest.hpp"

namespace mcp::bridge {
namespace {

constexpr std::size_t longest = 64;
constexpr std::size_t hash_digits = 8;

bool fits(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

std::string fitting(std::string_view name) {
  std::string result(name);
  std::ranges::replace_if(
      result, [](char c) { return !fits(c); }, '_');
  return result;
}

// Whether the text can be split into server and tool name in only one way.
bool is_only_reading(std::string_view joined) {
  const auto first = joined.find("__");
  return joined.find("__", first + 1) == joined.npos;
}

std::string with_hash(std::string_view server, std::string_view tool, int attempt) {
  const Json pair =
      attempt == 0 ? Json::array({server, tool}) : Json::array({server, tool, attempt});
  const std::string hash = sha256_hex(to_text(pair)).substr(0, hash_digits);
  std::string name = "mcp__" + fitting(server) + "__" + fitting(tool);
  return name.substr(0, longest - hash_digits - 1) + '_' + hash;
}

}  // namespace

std::string api_name(std::string_view server, std::string_view tool) {
  const std::string joined = std::string(server) + "__" + std::string(tool);
  const std::string name = "mcp__" + joined;
  const bool keeps = !server.empty() && !tool.empty() && name.size() <= longest &&
                     std::ranges::all_of(joined, fits) && is_only_reading(joined);
  return keeps ? name : with_hash(server, tool, 0);
}

void give_api_names(std::vector<OfferedTool>& tools) {
  const auto by_own_names = [](const OfferedTool& one, const OfferedTool& other) {
    return std::tie(one.server, one.tool.name) < std::tie(other.server, other.tool.name);
  };
  const auto same = [](const OfferedTool& one, const OfferedTool& other) {
    return one.server == other.server && one.tool.name == other.tool.name;
  };
  std::ranges::stable_sort(tools, by_own_names);
  tools.erase(std::unique(tools.begin(), tools.end(), same), tools.end());
  std::set<std::string> taken;
  for (auto& tool : tools) {
    tool.api_name = api_name(tool.server, tool.tool.name);
    for (int attempt = 1; !taken.insert(tool.api_name).second; ++attempt) {
      tool.api_name = with_hash(tool.server, tool.tool.name, attempt);
    }
  }
  std::ranges::sort(tools, {}, &OfferedTool::api_name);
}

}  // namespace mcp::bridge
