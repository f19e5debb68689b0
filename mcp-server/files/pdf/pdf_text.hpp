#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "pdf/pdf_launcher.hpp"
#include "reading/opened_file.hpp"

namespace mcp::files {

inline constexpr std::uint64_t max_pdf_bytes = std::uint64_t{64} << 20;
inline constexpr std::uint64_t max_pdf_pages = 20;

/// Pages that a caller asks for, counted from 1.
struct PageRange {
  std::uint64_t first = 1;
  std::uint64_t last = max_pdf_pages;

  bool operator==(const PageRange&) const = default;
};

/// Parses "3", "3-5" or "3-" (from 3 on). At most 20 pages are returned. Throws E_INPUT.
PageRange parse_pages(std::string_view text);

/// The output of `mcp-pdf-text`.
struct PdfText {
  enum class State { complete, stopped, encrypted, damaged };

  State state = State::stopped;
  std::optional<std::uint64_t> page_count = {};
  std::vector<std::string> pages = {};  ///< From the first page of the request on.
  bool is_cut = false;                  ///< The last page is incomplete.
};

/// Parses the output, which may be anything: an attacker may control the program. A part of an
/// output is `stopped`. Invalid UTF-8 is replaced.
PdfText parse_pdf_text(std::string_view output, const PdfRequest& request);

/// The text of a PDF. It is `stopped` if the program failed or ran for more than ten seconds.
/// Throws FileError: E_CANCELLED, and those of PdfLauncher::run.
PdfText read_pdf(const PdfLauncher& launcher, const OpenedFile& file, const PdfRequest& request,
                 const std::stop_token& stop);

}  // namespace mcp::files
