#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "mcp/describe.hpp"

namespace mcp::files {

/// How exactly a text was found. Each form ignores what the one before it ignores, too.
enum class MatchTier {
  exact,        ///< The same bytes.
  line_ends,    ///< Line ends and blanks at the end of lines may differ.
  indentation,  ///< Whole lines; blanks at their beginning may differ.
  punctuation,  ///< Typographic quotes, dashes and spaces may stand for the ASCII ones.
};
EnumNames<MatchTier> enum_names(MatchTier);

/// A place in a text: offsets of its first byte and of the one after the last.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Where a text was found.
struct Found {
  MatchTier tier = MatchTier::exact;
  bool whole_lines = false;  ///< The indentation of the lines may differ, and is in the spans.
  /// The wanted text ends with a line end that the last line of the text does not have.
  bool lacks_line_end = false;
  std::vector<Span> spans = {};  ///< In order, without overlaps; empty: it was not found.
};

/// No more places are found than one beyond this.
inline constexpr std::size_t max_places = 100'000;

/// Finds all places of `wanted` in `text`, by the first form in which there are any. Both are valid
/// UTF-8. In a text of more than 8 MiB only exact places are found. Takes time with the sum of the
/// lengths.
Found find_text(std::string_view text, std::string_view wanted);

}  // namespace mcp::files
