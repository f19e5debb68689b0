#include "find_files.hpp"

#include <sys/stat.h>

#include <ctime>
#include <utility>

#include "cursor.hpp"
#include "file_info.hpp"
#include "shown_path.hpp"
#include "text/glob.hpp"
#include "tools.hpp"
#include "utc_time.hpp"
#include "walk.hpp"

namespace mcp::files {

EnumNames<FileKind> enum_names(FileKind) {
  return {{FileKind::any, "any"},
          {FileKind::file, "file"},
          {FileKind::directory, "directory"},
          {FileKind::symlink, "symlink"}};
}

Object<FindFiles> FindFiles::describe() {
  return Object<FindFiles>()
      .optional("path", &FindFiles::path, "")
      .optional("glob", &FindFiles::glob, "**/*.cc: at any depth; *.cc: only in path")
      .optional("type", &FindFiles::type, "")
      .optional("minSize", &FindFiles::min_size, "Bytes")
      .optional("maxSize", &FindFiles::max_size, "")
      .optional("modifiedAfter", &FindFiles::modified_after, "YYYY-MM-DD[Thh:mm:ssZ]")
      .optional("modifiedBefore", &FindFiles::modified_before, "")
      .optional("gitignore", &FindFiles::gitignore, "")
      .optional("hidden", &FindFiles::hidden, "Also dot files")
      .optional("cursor", &FindFiles::cursor, "")
      .optional("limit", &FindFiles::limit, "", keyword::minimum(1), keyword::maximum(1000));
}

Object<FoundFile> FoundFile::describe() {
  return Object<FoundFile>()
      .required("path", &FoundFile::path, "Relative to the workspace")
      .required("type", &FoundFile::type, "file, directory, symlink or other")
      .optional("size", &FoundFile::size, "Bytes")
      .required("mtime", &FoundFile::mtime, "When the content last changed, UTC");
}

Object<FindFilesResult> FindFilesResult::describe() {
  return Object<FindFilesResult>()
      .optional("files", &FindFilesResult::files, "In the order of their paths")
      .optional("cursor", &FindFilesResult::cursor, "To go on; absent at the end")
      .optional("truncated", &FindFilesResult::truncated, "Something is left to look at")
      .optional("error", &FindFilesResult::error, "Why nothing was searched");
}

namespace {

constexpr std::chrono::seconds finding_time(2);

/// The conditions of a request on a file.
class Wanted {
 public:
  explicit Wanted(const FindFiles& request) : request_(request) {
    require_usable_glob(request.glob);
    if (request.modified_after) after_ = parse_time(*request.modified_after, "modifiedAfter");
    if (request.modified_before) before_ = parse_time(*request.modified_before, "modifiedBefore");
  }

  bool includes(const Visited& visited) const {
    const struct stat& status = visited.status;
    const auto size = static_cast<std::uint64_t>(status.st_size);
    return is_wanted_kind(status.st_mode) && has_wanted_size(status.st_mode, size) &&
           (!after_ || status.st_mtim.tv_sec >= *after_) &&
           (!before_ || status.st_mtim.tv_sec < *before_) &&
           (!request_.glob || glob_matches(*request_.glob, visited.path));
  }

 private:
  bool is_wanted_kind(mode_t mode) const {
    if (request_.type == FileKind::any) return true;
    if (request_.type == FileKind::directory) return S_ISDIR(mode);
    return request_.type == FileKind::symlink ? S_ISLNK(mode) : S_ISREG(mode);
  }

  // A limit on the size leaves out what has none.
  bool has_wanted_size(mode_t mode, std::uint64_t size) const {
    if (!request_.min_size && !request_.max_size) return true;
    return S_ISREG(mode) && size >= request_.min_size.value_or(0) &&
           (!request_.max_size || size <= *request_.max_size);
  }

  const FindFiles& request_;
  std::optional<std::time_t> after_;
  std::optional<std::time_t> before_;
};

FoundFile describe(const Visited& visited, const std::string& prefix) {
  FoundFile found{prefix + visited.path, type_name(visited.status.st_mode)};
  if (S_ISREG(visited.status.st_mode)) {
    found.size = static_cast<std::uint64_t>(visited.status.st_size);
  }
  found.mtime = rfc3339(visited.status.st_mtim);
  return found;
}

}  // namespace

FindFilesResult find_files(const Workspace& workspace, const FindFiles& request,
                           std::stop_token stop) {
  const Wanted wanted(request);
  const Place place = workspace.locate(request.path, request.area);
  const std::string prefix = prefix_of(place);
  Walk walk(workspace,
            {.gitignore = request.gitignore,
             .hidden = request.hidden,
             .after = read_cursor(request.cursor),
             .time = finding_time},
            std::move(stop));
  std::vector<FoundFile> files;
  walk.run(place, request.area, [&](const Visited& visited) {
    if (!visited.directory || !wanted.includes(visited)) return true;
    if (files.size() == request.limit) return false;
    files.push_back(describe(visited, prefix));
    return true;
  });
  FindFilesResult result{.files = std::move(files), .truncated = walk.has_more()};
  if (walk.has_more()) result.cursor = to_cursor(walk.last());
  return result;
}

namespace {

std::string to_text(const FindFilesResult& result) {
  std::string text;
  for (const auto& file : *result.files) {
    text += list_line(file.path, file.type, file.size);
  }
  if (text.empty()) text = "(nothing found)\n";
  return text + how_to_go_on(result.cursor);
}

ToolReply find(const ToolAccess& access, FindFiles in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  const auto done = find_files(access.workspace(), in, context.stop());
  return shown_as(to_text(done), done);
}

}  // namespace

WorkspaceTool find_files_tool() {
  return workspace_tool<FindFiles, FindFilesResult>(
      {.name = "find_files",
       .title = "Find files",
       .description = "Finds files at any depth by name, type, size and time.",
       .annotations = only_reads()},
      find);
}

}  // namespace mcp::files
