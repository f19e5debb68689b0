#include "edit_file.hpp"

#include <fcntl.h>

#include <cerrno>

#include "file_identity.hpp"
#include "history/change_recorder.hpp"
#include "resources/resource_type.hpp"
#include "shown_path.hpp"
#include "text/diff.hpp"
#include "tool_calls.hpp"
#include "tools.hpp"
#include "write_approval.hpp"
#include "write_file.hpp"

namespace mcp::files {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds editing_time(2);
constexpr std::size_t max_diff_bytes = std::size_t{8} << 10;
constexpr int max_edit_attempts = 3;  // while other programs change the file
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

FileError not_text(const std::string& shown) {
  return FileError("E_ENCODING", '`' + shown + "` is not UTF-8 text",
                   "read it with encoding base64 and write it as a whole");
}

std::string_view without_mark(std::string_view bytes) {
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  return bytes;
}

FileError changed(const std::string& shown, const std::string& etag) {
  return FileError("E_CONFLICT", '`' + shown + "` was changed since it was read",
                   "read it again and repeat the edits on its new content")
      .expecting({{"etag", etag}});
}

struct Content {
  std::string bytes;
  std::string etag;
};

Content read_content(const Workspace& workspace, const Place& place) {
  const Descriptor found = workspace.open(place, O_PATH | O_NOFOLLOW);
  const Descriptor file = reopen_regular(found, place.shown);
  const struct stat status = status_of(file.get(), place.shown);
  Content content{read_all(file.get(), workspace.options().max_file_bytes, place.shown), {}};
  content.etag = etag_of_content(content.bytes, status);
  return content;
}

}  // namespace

Object<EditFile> EditFile::describe() {
  return Object<EditFile>()
      .required("path", &EditFile::path, "")
      .required("edits", &EditFile::edits, "")
      .optional("dryRun", &EditFile::dry_run, "")
      .optional("ifMatch", &EditFile::if_match, "Only if the file still has this etag");
}

Object<EditFileResult> EditFileResult::describe() {
  return Object<EditFileResult>()
      .optional("path", &EditFileResult::path, "Relative to the workspace")
      .optional("edits", &EditFileResult::edits, "How each edit was applied")
      .optional("diff", &EditFileResult::diff, "Unified diff, its beginning if it is long")
      .optional("added", &EditFileResult::added, "Lines")
      .optional("removed", &EditFileResult::removed, "Lines")
      .optional("dryRun", &EditFileResult::dry_run, "Nothing was written")
      .optional("size", &EditFileResult::size, "Bytes of the edited file")
      .optional("etag", &EditFileResult::etag, "For ifMatch")
      .optional("error", &EditFileResult::error, "Why nothing was written");
}

EditedText edit_bytes(std::string_view bytes, std::span<const Edit> edits, const std::string& shown,
                      std::size_t max_bytes, Clock::time_point deadline) {
  if (edits.empty()) throw FileError("E_INPUT", "there are no edits", "give at least one edit");
  const std::string_view text = without_mark(bytes);
  if (!is_text(text)) throw not_text(shown);
  EditedText edited = edit_text(text, edits, shown, max_bytes, deadline);
  edited.text.insert(0, bytes.substr(0, bytes.size() - text.size()));
  return edited;
}

EditedFile edit_in_memory(const Workspace& workspace, const EditFile& request) {
  const Place place = workspace.locate_for_writing(request.path, request.area);
  const Content old = read_content(workspace, place);
  if (request.if_match && *request.if_match != any_etag && *request.if_match != old.etag) {
    throw changed(place.shown, old.etag);
  }
  EditedText edited = edit_bytes(old.bytes, request.edits, place.shown,
                                 workspace.options().max_file_bytes, Clock::now() + editing_time);
  const TextDiff diff =
      diff_lines(without_mark(old.bytes), without_mark(edited.text), {.max_text = max_diff_bytes});
  EditedFile file{.etag = old.etag, .content = std::move(edited.text), .result = {}};
  file.result = {.path = place.shown,
                 .edits = std::move(edited.edits),
                 .diff = diff.unified,
                 .added = diff.added,
                 .removed = diff.removed,
                 .dry_run = request.dry_run,
                 .size = file.content.size(),
                 .etag = old.etag};
  return file;
}

namespace {

// The path comes last and in quotes, so that it cannot imitate our own text.
std::string question(const EditedFile& file) {
  return "Change a file (etag " + file.etag + ", +" + std::to_string(*file.result.added) + " -" +
         std::to_string(*file.result.removed) + " lines)?\nFile: " + quoted_path(*file.result.path);
}

void write(const ToolAccess& access, const EditFile& in, EditedFile& file, ToolContext& context) {
  WriteFile request;
  request.path = in.path;
  request.content = file.content;
  request.mode = WriteMode::overwrite;
  request.if_match = file.etag;
  request.echo = EchoMode::none;
  request.area = in.area;
  Echo echo(context, request.echo, file.content.size(), true);
  ChangeRecorder changes = access.record(context, "edit_file");
  const auto written =
      write_file(access.workspace(), request, echo, file.content, context.stop(), &changes);
  file.result.etag = written.etag;
  file.result.size = written.size;
}

CallToolResult shown(const EditFileResult& result) {
  const std::string done = *result.dry_run ? "Would change `" : "Changed `";
  return shown_as(done + *result.path + "`: +" + std::to_string(*result.added) + " -" +
                      std::to_string(*result.removed) + " lines.\n" + *result.diff,
                  result);
}

ToolReply edit(const ToolAccess& access, EditFile in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  for (int attempt = 1;; ++attempt) {
    EditedFile file = edit_in_memory(access.workspace(), in);
    if (in.dry_run) return shown(file.result);
    if (access.approval != Approval::never) {
      if (auto asked = approve_write(access, *file.result.path, question(file), context)) {
        return *asked;
      }
    }
    try {
      write(access, in, file, context);
      return shown(file.result);
    } catch (const FileError& error) {
      // Another program has changed the file since it was read here; the edits may still fit.
      const bool may_fit = error.code() == "E_CONFLICT" && !in.if_match &&
                           access.approval == Approval::never && attempt < max_edit_attempts;
      if (!may_fit) throw;
    }
  }
}

}  // namespace

ToolReply call_edit_file(const ToolAccess& access, EditFile in, ToolContext& context) {
  return edit(access, std::move(in), context);
}

WorkspaceTool edit_file_tool() {
  return workspace_tool<EditFile, EditFileResult>(
      {.name = "edit_file",
       .title = "Edit a file",
       .description =
           "Replaces parts of a text file: all edits, or none. Tolerates other line ends, "
           "blanks, indentation and quotes if one place fits.",
       .annotations =
           {.read_only = false, .destructive = true, .idempotent = false, .open_world = false}},
      edit);
}

}  // namespace mcp::files
