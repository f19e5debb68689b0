#pragma once

#include <stop_token>

#include "mcp/tool.hpp"
#include "pdf/pdf_text.hpp"
#include "read_file.hpp"

namespace mcp::files {

/// The text of pages of a PDF: a heading and the text of each, and where to go on. In structured
/// content the pages are separated by form feeds. Throws FileError: E_ENCRYPTED, E_DAMAGED, E_INPUT
/// for pages that it does not have, and those of read_pdf.
CallToolResult pdf_reply(const PdfLauncher& launcher, const OpenedFile& file,
                         const ReadFile& request, const std::stop_token& stop);

}  // namespace mcp::files
