#include "history/known_changes.hpp"

#include <algorithm>

#include "file_error.hpp"

namespace mcp::files {
namespace {

/// One path of a change, for `narrow`.
struct ChangedPath {
  std::string_view path;
  std::shared_ptr<const ClientArea> area = nullptr;
};

}  // namespace

const std::string& caller_of(const ToolAccess& access, const ToolContext& context) {
  const std::string& principal = context.caller().principal;
  if (!access.one_user && principal.empty()) {
    throw FileError("E_ACCESS", "this server does not know who calls, and whose changes to show",
                    "ask the person to start it with --auth-token-file");
  }
  return principal;
}

std::vector<std::string> paths_in(const History& history, const KnownChange& known) {
  std::vector<std::string> paths;
  const auto add = [&](const std::string& path) {
    std::string shown = history.path_from_workspace(*known.root, path);
    if (std::ranges::find(paths, shown) == paths.end()) paths.push_back(std::move(shown));
  };
  for (const Step& step : known.change.steps) {
    add(step.path);
    if (step.to) add(*step.to);
  }
  return paths;
}

std::optional<ToolReply> narrow_all(const ToolAccess& access, const std::vector<std::string>& paths,
                                    std::shared_ptr<const ClientArea>& area, ToolContext& context) {
  for (const std::string& path : paths) {
    ChangedPath changed{path};
    if (auto asked = access.narrow(changed, context)) return asked;
    area = changed.area;
  }
  return std::nullopt;
}

}  // namespace mcp::files
