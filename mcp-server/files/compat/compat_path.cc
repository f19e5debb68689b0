#include "compat/compat_path.hpp"

#include <cstdlib>

#include "manage/source.hpp"

namespace mcp::files::compat {

std::string path_in_workspace(const Workspace& workspace, std::string_view path) {
  path = without_end_slashes(path);
  const bool is_in_home = path == "~" || path.starts_with("~/");
  const char* home = is_in_home ? std::getenv("HOME") : nullptr;
  if (home && *home == '/') return home + std::string(path.substr(1));
  const bool is_relative = !path.empty() && !path.starts_with('/') && !path.starts_with('~');
  if (!is_relative || !workspace.has_several_roots()) return std::string(path);
  return workspace.roots().front()->path().native() + '/' + std::string(path);
}

std::string absolute_path(const Place& place) {
  if (!place.root) return place.shown;
  const std::string& root = place.root->path().native();
  return place.path.is_root() ? root : root + '/' + place.path.text();
}

Located locate(const ToolAccess& access, std::string_view path, ToolContext& context) {
  NamedPath named{path_in_workspace(access.workspace(), path)};
  if (auto asked = access.narrow(named, context)) return {.asked = std::move(asked)};
  return {.place = access.workspace().locate(named.path, named.area)};
}

}  // namespace mcp::files::compat
