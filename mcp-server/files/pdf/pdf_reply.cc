#include "pdf/pdf_reply.hpp"

#include "reading/media_type.hpp"

namespace mcp::files {
namespace {

using PdfState = PdfText::State;

void require_pages(const PdfText& text, const OpenedFile& file, const PdfRequest& request) {
  const std::string name = '`' + file.shown() + '`';
  if (text.state == PdfState::encrypted) {
    throw FileError("E_ENCRYPTED", name + " needs a password",
                    "ask the person for a copy without one");
  }
  if (text.page_count && request.first_page > *text.page_count) {
    throw FileError("E_INPUT", name + " has " + std::to_string(*text.page_count) + " pages",
                    "give pages that it has");
  }
  if (text.state == PdfState::damaged || !text.page_count) {
    throw FileError("E_DAMAGED", name + " cannot be read as PDF",
                    "read its bytes with encoding base64, or ask the person for another copy");
  }
  if (text.pages.empty()) {
    throw FileError(
        "E_DAMAGED",
        "page " + std::to_string(request.first_page) + " of " + name +
            " is damaged, or takes too long to read",
        "give pages after it, as in \"" + std::to_string(request.first_page + 1) + "-\"");
  }
}

ReadFileResult pdf_result(const PdfText& text, const OpenedFile& file, const PdfRequest& request) {
  const std::uint64_t next = request.first_page + text.pages.size();
  ReadFileResult result{.path = file.shown(), .text = std::string(), .total_size = file.size()};
  for (const std::string& page : text.pages) {
    if (&page != &text.pages.front()) *result.text += '\f';
    *result.text += page;
  }
  result.pages = std::to_string(request.first_page) + '-' + std::to_string(next - 1);
  result.page_count = text.page_count;
  if (next <= *text.page_count) result.next_page = next;
  if (text.is_cut) result.truncated = true;
  return result;
}

std::string page_heading(std::uint64_t number, std::uint64_t count, bool has_text) {
  return "[Page " + std::to_string(number) + " of " + std::to_string(count) +
         (has_text ? ":]" : " has no text.]");
}

}  // namespace

CallToolResult pdf_reply(const PdfLauncher& launcher, const OpenedFile& file, const ReadFile& in,
                         const std::stop_token& stop) {
  const PageRange range = parse_pages(in.pages.value_or("1-"));
  const PdfRequest request{range.first, range.last, in.max_bytes};
  std::string etag = file.etag();
  const PdfText text = read_pdf(launcher, file, request, stop);
  require_pages(text, file, request);
  ReadFileResult result = pdf_result(text, file, request);
  result.mime_type = "application/pdf";
  result.etag = std::move(etag);
  CallToolResult reply;
  std::uint64_t number = request.first_page;
  for (const std::string& page : text.pages) {
    reply.content.push_back(TextContent{page_heading(number++, *text.page_count, !page.empty())});
    if (!page.empty()) reply.content.push_back(TextContent{page});
  }
  if (text.is_cut) {
    reply.content.push_back(TextContent{"[The page is incomplete: maxBytes was reached.]"});
  }
  if (result.next_page) {
    reply.content.push_back(TextContent{"[To go on, call read_file with pages \"" +
                                        std::to_string(*result.next_page) + "-\".]"});
  }
  reply.structured = encode(result);
  return reply;
}

}  // namespace mcp::files
