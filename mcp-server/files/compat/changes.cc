#include "compat/compat_path.hpp"
#include "compat/compat_tool.hpp"
#include "compat/server_filesystem.hpp"
#include "edit_file.hpp"
#include "json/members.hpp"
#include "manage/create_directory.hpp"
#include "manage/move_path.hpp"
#include "tool_calls.hpp"
#include "write_file.hpp"

namespace mcp::files::compat {
namespace {

struct WriteWholeFile {
  std::string path;
  std::string content;

  static Object<WriteWholeFile> describe() {
    return Object<WriteWholeFile>()
        .required("path", &WriteWholeFile::path, "")
        .required("content", &WriteWholeFile::content, "");
  }
};

struct TextEdit {
  std::string old_text;
  std::string new_text;

  static Object<TextEdit> describe() {
    return Object<TextEdit>()
        .required("oldText", &TextEdit::old_text, "Must be in one place of the file")
        .required("newText", &TextEdit::new_text, "");
  }
};

struct EditTextFile {
  std::string path;
  std::vector<TextEdit> edits;
  bool dry_run = false;

  static Object<EditTextFile> describe() {
    return Object<EditTextFile>()
        .required("path", &EditTextFile::path, "")
        .required("edits", &EditTextFile::edits, "")
        .optional("dryRun", &EditTextFile::dry_run, "Only show the diff");
  }
};

struct MakeDirectory {
  std::string path;

  static Object<MakeDirectory> describe() {
    return Object<MakeDirectory>().required("path", &MakeDirectory::path, "");
  }
};

struct MoveFile {
  std::string source;
  std::string destination;

  static Object<MoveFile> describe() {
    return Object<MoveFile>()
        .required("source", &MoveFile::source, "")
        .required("destination", &MoveFile::destination, "");
  }
};

ToolReply write_whole(const ToolAccess& access, WriteWholeFile in, ToolContext& context) {
  const std::string path = path_in_workspace(access.workspace(), in.path);
  WriteFile request;
  request.path = path;
  request.content = in.content;
  request.mode = WriteMode::upsert;
  request.break_links = true;
  return text_unless_failed(call_write_file(access, std::move(request), context),
                            "Successfully wrote to " + in.path);
}

// The diff between backticks, of which there are more than anywhere in it.
std::string fenced(const std::string& diff) {
  std::string fence = "```";
  while (diff.find(fence) != diff.npos) fence += '`';
  return fence + "diff\n" + diff + fence + "\n\n";
}

std::string with_file_names(const std::string& path, const std::string& hunks) {
  const std::string line(67, '=');
  return "Index: " + path + '\n' + line + "\n--- " + path + "\toriginal\n+++ " + path +
         "\tmodified\n" + hunks;
}

ToolReply edit_text_file(const ToolAccess& access, EditTextFile in, ToolContext& context) {
  const std::string path = path_in_workspace(access.workspace(), in.path);
  EditFile request;
  request.path = path;
  request.dry_run = in.dry_run;
  for (TextEdit& edit : in.edits) {
    request.edits.push_back({std::move(edit.old_text), std::move(edit.new_text)});
  }
  ToolReply reply = call_edit_file(access, std::move(request), context);
  const auto* result = std::get_if<CallToolResult>(&reply);
  if (!result || result->is_error) return reply;
  const std::string shown = absolute_path(access.workspace().locate(path));
  return text_result(fenced(with_file_names(shown, text_in(*result->structured, "diff"))));
}

ToolReply make_directory(const ToolAccess& access, MakeDirectory in, ToolContext& context) {
  const std::string path = path_in_workspace(access.workspace(), in.path);
  CreateDirectory request;
  request.path = path;
  return text_unless_failed(call_create_directory(access, std::move(request), context),
                            "Successfully created directory " + in.path);
}

ToolReply move_file(const ToolAccess& access, MoveFile in, ToolContext& context) {
  const std::string from = path_in_workspace(access.workspace(), in.source);
  const std::string to = path_in_workspace(access.workspace(), in.destination);
  MovePath request;
  request.from = from;
  request.to = to;
  return text_unless_failed(call_move_path(access, std::move(request), context),
                            "Successfully moved " + in.source + " to " + in.destination);
}

}  // namespace

WorkspaceTool write_file_tool() {
  return compat_tool<WriteWholeFile>(
      {.name = "write_file",
       .title = "Write a file",
       .description = "Creates a file, or replaces all of its content.",
       .annotations =
           {.read_only = false, .destructive = true, .idempotent = true, .open_world = false}},
      write_whole);
}

WorkspaceTool edit_file_tool() {
  return compat_tool<EditTextFile>(
      {.name = "edit_file",
       .title = "Edit a file",
       .description = "Replaces parts of a text file, all or none, and returns the diff.",
       .annotations =
           {.read_only = false, .destructive = true, .idempotent = false, .open_world = false}},
      edit_text_file);
}

WorkspaceTool create_directory_tool() {
  return compat_tool<MakeDirectory>(
      {.name = "create_directory",
       .title = "Create a directory",
       .description = "Creates a directory and those above it, unless they exist.",
       .annotations =
           {.read_only = false, .destructive = false, .idempotent = true, .open_world = false}},
      make_directory);
}

WorkspaceTool move_file_tool() {
  return compat_tool<MoveFile>(
      {.name = "move_file",
       .title = "Move or rename",
       .description = "Moves or renames a file or directory. Never replaces anything.",
       .annotations =
           {.read_only = false, .destructive = true, .idempotent = false, .open_world = false}},
      move_file);
}

}  // namespace mcp::files::compat
