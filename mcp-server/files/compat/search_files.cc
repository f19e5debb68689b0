#include <limits>

#include "compat/compat_path.hpp"
#include "compat/compat_tool.hpp"
#include "compat/listing.hpp"
#include "compat/patterns.hpp"
#include "compat/server_filesystem.hpp"
#include "shown_path.hpp"

namespace mcp::files::compat {
namespace {

struct SearchFiles {
  std::string path;
  std::string pattern;
  std::vector<std::string> exclude_patterns;

  static Object<SearchFiles> describe() {
    return Object<SearchFiles>()
        .required("path", &SearchFiles::path, "")
        .required("pattern", &SearchFiles::pattern, "*.md: only in path; **/*.md: at any depth")
        .optional("excludePatterns", &SearchFiles::exclude_patterns, "");
  }
};

ToolReply search(const ToolAccess& access, SearchFiles in, ToolContext& context) {
  const Patterns wanted({in.pattern});
  const Patterns excluded(in.exclude_patterns);
  const Located located = locate(access, in.path, context);
  if (located.asked) return *located.asked;
  const auto entries =
      all_entries(access.workspace(), *located.place, std::numeric_limits<std::uint64_t>::max(),
                  {.excludes = [&](const std::string& path) { return excluded.match(path); },
                   .wants = [&](const std::string& path) { return wanted.match(path); }},
                  context.stop());
  const std::string directory = absolute_path(*located.place) + '/';
  std::string text;
  for (const Entry& entry : entries) {
    text += (text.empty() ? "" : "\n") + directory + name_to_show(entry.path);
  }
  return text_result(text.empty() ? "No matches found" : std::move(text));
}

}  // namespace

WorkspaceTool search_files_tool() {
  return compat_tool<SearchFiles>({.name = "search_files",
                                   .title = "Search for files",
                                   .description = "Returns the absolute paths of the files and "
                                                  "directories that match a glob pattern.",
                                   .annotations = only_reads()},
                                  search);
}

}  // namespace mcp::files::compat
