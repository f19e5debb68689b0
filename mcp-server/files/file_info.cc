#include "file_info.hpp"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>

#include "file_identity.hpp"
#include "tools.hpp"
#include "utc_time.hpp"

namespace mcp::files {

Object<FileInfo> FileInfo::describe() {
  return Object<FileInfo>().required("path", &FileInfo::path, "");
}

Object<FileInfoResult> FileInfoResult::describe() {
  return Object<FileInfoResult>()
      .optional("path", &FileInfoResult::path, "Relative to the workspace")
      .optional("type", &FileInfoResult::type, "file, directory, symlink or other")
      .optional("size", &FileInfoResult::size, "Bytes")
      .optional("mode", &FileInfoResult::mode, "Permissions, octal")
      .optional("mtime", &FileInfoResult::mtime, "When the content last changed, UTC")
      .optional("nlink", &FileInfoResult::nlink, "How many names it has")
      .optional("etag", &FileInfoResult::etag, "For ifMatch")
      .optional("symlinkTarget", &FileInfoResult::symlink_target, "What a link says; not followed")
      .optional("error", &FileInfoResult::error, "Why nothing is known");
}

const char* type_name(unsigned mode) {
  if (S_ISREG(mode)) return "file";
  if (S_ISDIR(mode)) return "directory";
  if (S_ISLNK(mode)) return "symlink";
  return "other";
}

namespace {

std::string octal(unsigned mode) {
  std::array<char, 8> text;
  std::snprintf(text.data(), text.size(), "%04o", mode & 07777);
  return text.data();
}

std::string link_text(int link) {
  std::array<char, PATH_MAX> text;
  const ssize_t length = ::readlinkat(link, "", text.data(), text.size());
  return length < 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(length));
}

}  // namespace

FileInfoResult file_info(const Workspace& workspace, const FileInfo& request) {
  const Place place = workspace.locate(request.path, request.area);
  if (!place.root) return {.path = place.shown, .type = "directory"};
  const Descriptor found = workspace.open(place, O_PATH | O_NOFOLLOW);
  const struct stat status = status_of(found.get(), place.shown);
  FileInfoResult result{.path = place.shown,
                        .type = type_name(status.st_mode),
                        .size = static_cast<std::uint64_t>(status.st_size),
                        .mode = octal(status.st_mode),
                        .mtime = rfc3339(status.st_mtim),
                        .nlink = status.st_nlink};
  if (S_ISLNK(status.st_mode)) result.symlink_target = link_text(found.get());
  if (S_ISREG(status.st_mode)) {
    result.etag = etag_of(reopen_regular(found, place.shown).get(), place.shown);
  }
  return result;
}

namespace {

ToolReply look(const ToolAccess& access, FileInfo in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  return structured(encode(file_info(access.workspace(), in)));
}

}  // namespace

WorkspaceTool file_info_tool() {
  return workspace_tool<FileInfo, FileInfoResult>(
      {.name = "file_info",
       .title = "Look at a file",
       .description = "Returns the type, size, time and etag.",
       .annotations = only_reads()},
      look);
}

}  // namespace mcp::files
