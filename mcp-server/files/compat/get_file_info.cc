#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>

#include "compat/compat_path.hpp"
#include "compat/compat_tool.hpp"
#include "compat/server_filesystem.hpp"
#include "file_error.hpp"

namespace mcp::files::compat {
namespace {

struct GetFileInfo {
  std::string path;

  static Object<GetFileInfo> describe() {
    return Object<GetFileInfo>().required("path", &GetFileInfo::path, "");
  }
};

// As in "Mon Nov 30 2026 07:13:15 GMT+0000 (Coordinated Universal Time)".
std::string date_text(const struct statx_timestamp& time) {
  const auto seconds = static_cast<std::time_t>(time.tv_sec);
  struct tm parts {};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 80> text;
  std::strftime(text.data(), text.size(),
                "%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)", &parts);
  return text.data();
}

std::string yes_or_no(bool value) {
  return value ? "true" : "false";
}

std::string to_text(const struct statx& status) {
  const bool has_birth = (status.stx_mask & STATX_BTIME) != 0;
  std::array<char, 8> permissions;
  std::snprintf(permissions.data(), permissions.size(), "%03o", status.stx_mode & 0777U);
  return "size: " + std::to_string(status.stx_size) +
         "\ncreated: " + date_text(has_birth ? status.stx_btime : status.stx_ctime) +
         "\nmodified: " + date_text(status.stx_mtime) +
         "\naccessed: " + date_text(status.stx_atime) +
         "\nisDirectory: " + yes_or_no(S_ISDIR(status.stx_mode)) +
         "\nisFile: " + yes_or_no(S_ISREG(status.stx_mode)) +
         "\npermissions: " + permissions.data();
}

ToolReply get_info(const ToolAccess& access, GetFileInfo in, ToolContext& context) {
  const Located located = locate(access, in.path, context);
  if (located.asked) return *located.asked;
  const Descriptor found = access.workspace().open(*located.place, O_PATH);
  struct statx status {};
  const int failed =
      ::statx(found.get(), "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &status);
  if (failed != 0) throw system_error(errno, located.place->shown);
  return text_result(to_text(status));
}

ToolReply list_directories(const ToolAccess& access, NoArguments, ToolContext&) {
  std::string text = "Allowed directories:";
  const auto roots = access.workspace().roots();
  for (const auto* root : roots) {
    text += '\n' + root->given_path();
    if (root->path() != root->given_path()) text += '\n' + root->path().native();
  }
  return text_result(std::move(text));
}

}  // namespace

WorkspaceTool get_file_info_tool() {
  return compat_tool<GetFileInfo>(
      {.name = "get_file_info",
       .title = "Look at a file",
       .description = "Returns the size, times, type and permissions of a file or directory.",
       .annotations = only_reads()},
      get_info);
}

WorkspaceTool list_allowed_directories_tool() {
  return compat_tool<NoArguments>({.name = "list_allowed_directories",
                                   .title = "List the directories",
                                   .description = "Lists the directories that the tools may use.",
                                   .annotations = only_reads()},
                                  list_directories);
}

}  // namespace mcp::files::compat
