#pragma once

#include <string>
#include <string_view>

#include "edits/find_text.hpp"

namespace mcp::files {

/// The text that takes the place of `span` in `text`, where `old_text` was found, so that it
/// becomes `new_text` in the manner of the file: with its line ends, and with its indentation when
/// that of `old_text` differs. Lines that `old_text` and `new_text` share at the beginning and at
/// the end stay as they are in the file.
std::string replacement(std::string_view text, const Span& span, const Found& found,
                        std::string_view old_text, std::string_view new_text);

}  // namespace mcp::files
