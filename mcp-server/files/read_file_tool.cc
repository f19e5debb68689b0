#include "pdf/pdf_reply.hpp"
#include "read_file.hpp"
#include "reading/media_type.hpp"
#include "reading/replies.hpp"
#include "tools.hpp"

namespace mcp::files {
namespace {

// Pages can be read only from a PDF that is not too large, by a server that reads PDF files.
void require_readable_pages(const ReadFile& in, const OpenedFile& file, bool is_pdf) {
  const std::string name = '`' + file.shown() + '`';
  if (!is_pdf || !in.shows_any_type()) {
    throw FileError("E_INPUT", is_pdf ? "pages is not for bytes or lines" : name + " is not a PDF",
                    is_pdf ? "give only path, pages and maxBytes" : "leave out pages");
  }
  if (file.size() > max_pdf_bytes) {
    throw FileError("E_TOO_LARGE", name + " has " + std::to_string(file.size()) + " bytes",
                    "read its bytes with encoding base64");
  }
}

ToolReply read(const ToolAccess& access, ReadFile in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  const Workspace& workspace = access.workspace();
  const OpenedFile file(workspace, workspace.locate(in.path, in.area));
  const bool looks = in.shows_any_type() || in.pages;
  const auto type = looks ? media_type(file) : std::nullopt;
  const bool is_pdf = type && type->kind == MediaKind::pdf;
  if (in.pages) require_readable_pages(in, file, is_pdf);
  const auto& launcher = workspace.options().pdf;
  if (is_pdf && launcher && file.size() <= max_pdf_bytes) {
    return pdf_reply(*launcher, file, in, context.stop());
  }
  if (in.pages) {
    throw FileError("E_UNSUPPORTED", "this server does not read PDF files",
                    "ask the person to install mcp-pdf-text beside mcp-server");
  }
  if (type) return media_reply(file, *type);
  return text_reply(read_text(file, in, context.stop()), in.line_numbers);
}

}  // namespace

WorkspaceTool read_file_tool() {
  return workspace_tool<ReadFile, ReadFileResult>(
      {.name = "read_file",
       .title = "Read a file",
       .description = "Reads text, all or a part, and PDF, pictures and sound. When there is more, "
                      "the result says where to go on.",
       .annotations = only_reads()},
      read);
}

}  // namespace mcp::files
