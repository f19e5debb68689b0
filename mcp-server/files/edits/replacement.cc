#include "edits/replacement.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "edits/indentation.hpp"
#include "edits/lines.hpp"

namespace mcp::files {
namespace {

// The lines between the line ends: one more than there are ends, so that a text that ends with a
// line end has an empty last one.
std::vector<Line> pieces_of(std::string_view text) {
  auto lines = lines_of(text);
  if (lines.empty() || !lines.back().end.empty()) lines.emplace_back();
  return lines;
}

std::size_t common_head(std::span<const Line> one, std::span<const Line> other) {
  const auto differ = std::ranges::mismatch(one, other, {}, &Line::content, &Line::content);
  return static_cast<std::size_t>(differ.in1 - one.begin());
}

std::size_t common_tail(std::span<const Line> one, std::span<const Line> other) {
  std::size_t count = 0;
  const auto most = std::min(one.size(), other.size());
  while (count < most &&
         one[one.size() - 1 - count].content == other[other.size() - 1 - count].content) {
    ++count;
  }
  return count;
}

std::string_view without_line_end(std::string_view text) {
  const auto lines = lines_of(text);
  if (!lines.empty()) text.remove_suffix(lines.back().end.size());
  return text;
}

}  // namespace

LineEnds::LineEnds(std::string_view text)
    : text_(text), first_(first_line_end(text)), next_(text.find_first_of("\r\n")) {}

std::string_view LineEnds::at(std::size_t offset) {
  if (next_ != text_.npos && next_ < offset) next_ = text_.find_first_of("\r\n", offset);
  return next_ == text_.npos ? first_ : first_line_end(text_.substr(next_, 2));
}

std::string replacement(std::string_view text, const Span& span, const Found& found,
                        std::string_view line_end, std::string_view old_text,
                        std::string_view new_text) {
  if (found.tier == MatchTier::exact) return with_line_ends(new_text, line_end);
  if (found.lacks_line_end && span.end == text.size()) {
    old_text = without_line_end(old_text);
    new_text = without_line_end(new_text);
  }
  const auto there = pieces_of(text.substr(span.begin, span.end - span.begin));
  const auto before = pieces_of(old_text);
  const auto after = pieces_of(new_text);
  const std::size_t head = common_head(before, after);
  const std::size_t tail =
      common_tail(std::span(before).subspan(head), std::span(after).subspan(head));
  const auto indentation =
      found.whole_lines ? std::optional<Indentation>(std::in_place, before, there) : std::nullopt;
  std::string result;
  for (std::size_t at = 0; at < after.size(); ++at) {
    const bool from_tail = at >= after.size() - tail;
    const bool is_kept = at < head || from_tail;
    const std::size_t in_file = from_tail ? there.size() - (after.size() - at) : at;
    if (is_kept) {
      result += there[in_file].content;
    } else {
      result += indentation ? indentation->apply(after[at].content) : after[at].content;
    }
    if (at + 1 == after.size()) break;
    const std::string_view kept_end = is_kept ? there[in_file].end : std::string_view();
    result += kept_end.empty() ? line_end : kept_end;
  }
  return result;
}

}  // namespace mcp::files
