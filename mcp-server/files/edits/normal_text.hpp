#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::files {

/// Differences that a search overlooks, besides those of line ends and of blanks at line ends.
struct Ignored {
  bool indentation = false;
  bool punctuation = false;  ///< Typographic quotes, dashes and spaces count as their ASCII forms.
};

/// A text in the form in which it is compared, and where each of its bytes comes from. Lines end
/// with a line feed; a last line without an end has one, too.
class NormalText {
 public:
  /// No text is larger: the places take four times its bytes.
  static constexpr std::size_t max_bytes = std::size_t{8} << 20;

  /// `text` is UTF-8 of at most `max_bytes`.
  NormalText(std::string_view text, const Ignored& ignored);

  std::string_view text() const { return text_; }
  /// The offset in the original text of the byte at `at`, or of its end.
  std::size_t origin(std::size_t at) const { return origins_[at]; }
  /// Whether the last line feed is not in the original text.
  bool adds_line_end() const { return adds_line_end_; }

 private:
  void add_line(std::string_view line, std::size_t offset, const Ignored& ignored);
  void add(char c, std::size_t offset);

  std::string text_;
  std::vector<std::uint32_t> origins_;
  bool adds_line_end_ = false;
};

}  // namespace mcp::files
