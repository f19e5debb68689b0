#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "edits/find_text.hpp"
#include "mcp/describe.hpp"

namespace mcp::files {

/// A change of a text: `new_text` in the place of `old_text`.
struct Edit {
  std::string old_text;
  std::string new_text;
  bool replace_all = false;

  static Object<Edit> describe();
};

/// How an edit was applied.
struct AppliedEdit {
  MatchTier match = MatchTier::exact;
  std::size_t replacements = 0;
  std::size_t line = 0;  ///< Of the first replacement, in the text before this edit.

  static Object<AppliedEdit> describe();
};

struct EditedText {
  std::string text;
  std::vector<AppliedEdit> edits;
};

/// Applies the edits one after the other, each to the result of the one before: all or none. `text`
/// is valid UTF-8, without byte order mark. Throws FileError, which `shown` names the file in:
/// E_INPUT, E_NO_MATCH with the nearest lines, E_AMBIGUOUS with the places, E_TOO_LARGE when the
/// result exceeds `max_bytes`, E_TIMEOUT.
EditedText edit_text(std::string_view text, std::span<const Edit> edits, const std::string& shown,
                     std::size_t max_bytes, std::chrono::steady_clock::time_point deadline);

}  // namespace mcp::files
