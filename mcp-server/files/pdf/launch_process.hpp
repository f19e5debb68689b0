#pragma once

#include <array>

namespace mcp::files {

/// The arguments of one run of `mcp-pdf-text`, as C strings; the message that carries it has two
/// descriptors: the PDF, and where the output goes.
struct PdfLaunch {
  static constexpr std::size_t longest = 24;
  std::array<char, longest> first_page;
  std::array<char, longest> last_page;
  std::array<char, longest> max_bytes;
};

/// The process of a PdfLauncher: starts `program` for each message that arrives at `socket`, until
/// the other end is closed. Calls only functions that may be called after a fork while other
/// threads run (signal-safety(7)).
[[noreturn]] void serve_pdf_launches(int socket, const char* program);

}  // namespace mcp::files
