#pragma once

#include <string>
#include <string_view>

#include "hostile/arena.hpp"

namespace mcp::test {

/// A path that at least one tool must refuse, and each tool's error code, or "" if the tool accepts
/// it.
struct RefusedPath {
  const char* name;
  std::string path;  ///< `<root>` stands for the directory of the workspace.
  const char* write = "E_PATH";
  const char* read = "E_PATH";
  const char* list = "E_PATH";
  const char* info = "E_PATH";
};

inline std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  while (count-- > 0) all += text;
  return all;
}

inline const RefusedPath refused_paths[] = {
    {"Case01_Parent", "../x"},
    {"Case02_ParentOfParent", "a/../../x"},
    {"Case03_ParentThatStaysInside", "a/../b"},
    {"Case04_Absolute", "/etc/passwd"},
    {"Case04_AbsoluteRoot", "/"},
    {"Case05_SiblingPrefixOfTheRoot", "<root>_evil/x"},
    {"Case05_ParentOfTheRoot", "<root>/../outside/secret.txt"},
    {"Case07_Empty", ""},
    {"Case08_Dot", ".", "E_IS_DIR", "E_IS_DIR", "", ""},
    {"Case08_RootAbsolute", "<root>", "E_IS_DIR", "E_IS_DIR", "", ""},
    {"Case09_TrailingSlash", "x/", "E_PATH", "E_NOT_FOUND", "E_NOT_FOUND", "E_NOT_FOUND"},
    {"Case09_TrailingSlashAndDot", "x/.", "E_PATH", "E_NOT_FOUND", "E_NOT_FOUND", "E_NOT_FOUND"},
    {"Case11_Home", "~/x"},
    {"Case11_HomeOfAnother", "~root/x"},
    {"Case13_FileUri", "file:///etc/passwd"},
    {"Case13_FileUriOfAName", "file:ok.txt"},
    {"Case14_Drive", "C:\\x"},
    {"Case14_BackslashParent", "..\\x"},
    {"Case15_NulAtTheEnd", std::string("ok.txt\0.png", 11)},
    {"Case15_NulAlone", std::string("\0", 1)},
    {"Case15_NulInside", std::string("dir/\0/inner.txt", 15)},
    {"Case16_Newline", "a\nb"},
    {"Case16_Escape", "a\x1b[31mb"},
    {"Case16_Delete", "a\x7f"},
    {"Case16_NextLine", "a\xC2\x85"},
    {"Case17_RightToLeftOverride", "a\xE2\x80\xAEtxt.exe"},
    {"Case17_Isolate", "a\xE2\x81\xA6"},
    {"Case18_NameOf256Bytes", std::string(256, 'n'), "E_NAME_TOO_LONG", "E_NAME_TOO_LONG",
     "E_NAME_TOO_LONG", "E_NAME_TOO_LONG"},
    {"Case19_PathOf4096Bytes", repeated("d/", 2047) + "xx"},
    {"Case20_2000Levels", repeated("d/", 2000) + "x"},
    {"Case20_MillionLevels", repeated("d/", 1000000) + "x"},
    {"Case24_Stage", ".mcp-stage", "E_RESERVED", "E_RESERVED", "E_RESERVED", "E_RESERVED"},
    {"Case24_InTheStage", ".mcp-stage/x.tmp", "E_RESERVED", "E_RESERVED", "E_RESERVED",
     "E_RESERVED"},
    {"Case24_OwnStage", ".mcp-stage-1000-x", "E_RESERVED", "E_RESERVED", "E_RESERVED",
     "E_RESERVED"},
    {"Case24_InAnOwnStage", ".mcp-stage-1000-x/x.tmp", "E_RESERVED", "E_RESERVED", "E_RESERVED",
     "E_RESERVED"},
    {"Case24_StageInDisguise", ".//./.mcp-stage/x.tmp", "E_RESERVED", "E_RESERVED", "E_RESERVED",
     "E_RESERVED"},
    {"Case24_StageAbsolute", "<root>/.mcp-stage/x.tmp", "E_RESERVED", "E_RESERVED", "E_RESERVED",
     "E_RESERVED"},
    {"Case25_GitHook", ".git/hooks/pre-commit", "E_PROTECTED", "E_NOT_FOUND", "E_NOT_FOUND",
     "E_NOT_FOUND"},
    {"Case25_GitHookDeeper", "dir/.GIT/hooks/pre-commit", "E_PROTECTED", "E_NOT_FOUND",
     "E_NOT_FOUND", "E_NOT_FOUND"},
    {"Case25_ServersToStart", ".mcp.json", "E_PROTECTED", "E_NOT_FOUND", "E_NOT_FOUND",
     "E_NOT_FOUND"},
    {"Case25_TasksToRun", "<root>/.vscode/tasks.json", "E_PROTECTED", "E_NOT_FOUND", "E_NOT_FOUND",
     "E_NOT_FOUND"},
    {"Case27_ParentIsAFile", "ok.txt/x", "E_NOT_DIR", "E_NOT_DIR", "E_NOT_DIR", "E_NOT_DIR"},
    {"Case28_Directory", "dir", "E_IS_DIR", "E_IS_DIR", "", ""},
};

/// The path in the workspace of this arena.
inline std::string path_in_arena(std::string path, const Arena& arena) {
  const std::string mark = "<root>";
  if (path.starts_with(mark)) path.replace(0, mark.size(), arena.root().string());
  return path;
}

}  // namespace mcp::test
