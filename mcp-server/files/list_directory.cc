#include "list_directory.hpp"

#include <sys/stat.h>

#include <utility>

#include "cursor.hpp"
#include "file_info.hpp"
#include "shown_path.hpp"
#include "text/glob.hpp"
#include "tools.hpp"
#include "walk.hpp"

namespace mcp::files {

Object<ListDirectory> ListDirectory::describe() {
  return Object<ListDirectory>()
      .optional("path", &ListDirectory::path, "")
      .optional("depth", &ListDirectory::depth, "", keyword::minimum(1), keyword::maximum(16))
      .optional("glob", &ListDirectory::glob, "Such as **/*.cc")
      .optional("gitignore", &ListDirectory::gitignore, "")
      .optional("cursor", &ListDirectory::cursor, "")
      .optional("limit", &ListDirectory::limit, "", keyword::minimum(1), keyword::maximum(1000));
}

Object<ListedEntry> ListedEntry::describe() {
  return Object<ListedEntry>()
      .required("n", &ListedEntry::name, "Path from the listed directory")
      .required("t", &ListedEntry::type, "file, directory, symlink or other")
      .optional("s", &ListedEntry::size, "Bytes");
}

Object<ListDirectoryResult> ListDirectoryResult::describe() {
  return Object<ListDirectoryResult>()
      .optional("path", &ListDirectoryResult::path, "The directory, relative to the workspace")
      .optional("entries", &ListDirectoryResult::entries, "In the order of their names")
      .optional("cursor", &ListDirectoryResult::cursor, "To go on; absent at the end")
      .optional("truncated", &ListDirectoryResult::truncated, "There are more entries")
      .optional("error", &ListDirectoryResult::error, "Why nothing is listed");
}

ListDirectoryResult list_directory(const Workspace& workspace, const ListDirectory& request,
                                   std::stop_token stop) {
  require_usable_glob(request.glob);
  const Place place = workspace.locate(request.path, request.area);
  Walk walk(workspace,
            {.depth = request.depth,
             .gitignore = request.gitignore,
             .after = read_cursor(request.cursor)},
            std::move(stop));
  std::vector<ListedEntry> entries;
  walk.run(place, request.area, [&](const Visited& visited) {
    const bool is_directory = S_ISDIR(visited.status.st_mode);
    if (request.glob && (is_directory || !glob_matches(*request.glob, visited.path))) return true;
    if (entries.size() == request.limit) return false;
    ListedEntry listed{visited.path, type_name(visited.status.st_mode)};
    if (S_ISREG(visited.status.st_mode)) {
      listed.size = static_cast<std::uint64_t>(visited.status.st_size);
    }
    entries.push_back(std::move(listed));
    return true;
  });
  ListDirectoryResult result{
      .path = place.shown, .entries = std::move(entries), .truncated = walk.has_more()};
  if (walk.has_more()) result.cursor = to_cursor(walk.last());
  return result;
}

std::string to_text(const ListDirectoryResult& result) {
  std::string text;
  for (const auto& entry : result.entries.value_or(std::vector<ListedEntry>())) {
    text += list_line(entry.name, entry.type, entry.size);
  }
  if (text.empty()) text = "(nothing)\n";
  return text + how_to_go_on(result.cursor);
}

namespace {

ToolReply list(const ToolAccess& access, ListDirectory in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  const auto done = list_directory(access.workspace(), in, context.stop());
  return shown_as(to_text(done), done);
}

}  // namespace

WorkspaceTool list_directory_tool() {
  return workspace_tool<ListDirectory, ListDirectoryResult>(
      {.name = "list_directory",
       .title = "List a directory",
       .description = "Lists a directory, to any depth. Skips what .gitignore names by default.",
       .annotations = only_reads()},
      list);
}

}  // namespace mcp::files
