#include "edits/find_text.hpp"

#include <string.h>

#include "edits/normal_text.hpp"

namespace mcp::files {
namespace {

// Offset of the first place at or after `from`; npos: none. In linear time, unlike
// std::string_view::find.
std::size_t next_place(std::string_view text, std::string_view wanted, std::size_t from) {
  const void* found =
      ::memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data())
               : std::string_view::npos;
}

Found find_exactly(std::string_view text, std::string_view wanted) {
  Found found;
  for (auto at = next_place(text, wanted, 0); at != text.npos && found.spans.size() <= max_places;
       at = next_place(text, wanted, at + wanted.size())) {
    found.spans.push_back({at, at + wanted.size()});
  }
  return found;
}

struct Form {
  MatchTier tier;
  Ignored ignored;
};

constexpr Form forms[] = {
    {MatchTier::line_ends, {}},
    {MatchTier::indentation, {.indentation = true}},
    {MatchTier::punctuation, {.punctuation = true}},
    {MatchTier::punctuation, {.indentation = true, .punctuation = true}},
};

bool ends_with_blank(std::string_view text) {
  return text.ends_with(' ') || text.ends_with('\t');
}

/// Looks for a text in one form.
class Search {
 public:
  Search(std::string_view text, std::string_view wanted, const Form& form)
      : original_(text),
        form_(form),
        text_(text, form.ignored),
        wanted_(wanted, form.ignored),
        needle_(wanted_.text()),
        ends_line_(form.ignored.indentation || ends_with_blank(wanted)) {
    if (wanted_.adds_line_end()) needle_.remove_suffix(1);
  }

  Found run() const {
    Found found{.tier = form_.tier, .whole_lines = form_.ignored.indentation};
    if (needle_.find_first_not_of('\n') == needle_.npos) return found;
    const std::string_view text = text_.text();
    for (auto at = next_place(text, needle_, 0);
         at != text.npos && found.spans.size() <= max_places;) {
      const std::size_t end = at + needle_.size();
      const bool fits = fits_lines(at, end);
      if (fits) {
        found.spans.push_back({begin_of(at), text_.origin(end)});
        found.lacks_line_end = end == text.size() && text_.adds_line_end();
      }
      at = next_place(text, needle_, fits ? end : at + 1);
    }
    return found;
  }

 private:
  // With another indentation, a match consists of whole lines. Blanks at the end of the wanted text
  // are at the end of a line.
  bool fits_lines(std::size_t begin, std::size_t end) const {
    const std::string_view text = text_.text();
    const bool begins_line = begin == 0 || text[begin - 1] == '\n';
    const bool ended = text[end - 1] == '\n' || (end < text.size() && text[end] == '\n');
    return (begins_line || !form_.ignored.indentation) && (ended || !ends_line_);
  }

  std::size_t begin_of(std::size_t at) const {
    std::size_t begin = text_.origin(at);
    if (!form_.ignored.indentation) return begin;
    while (begin > 0 && (original_[begin - 1] == ' ' || original_[begin - 1] == '\t')) --begin;
    return begin;
  }

  const std::string_view original_;
  const Form& form_;
  const NormalText text_;
  const NormalText wanted_;
  std::string_view needle_;
  const bool ends_line_;
};

}  // namespace

EnumNames<MatchTier> enum_names(MatchTier) {
  return {{MatchTier::exact, "exact"},
          {MatchTier::line_ends, "lineEnds"},
          {MatchTier::indentation, "indentation"},
          {MatchTier::punctuation, "punctuation"}};
}

Found find_text(std::string_view text, std::string_view wanted) {
  Found found = find_exactly(text, wanted);
  const bool too_large =
      text.size() > NormalText::max_bytes || wanted.size() > text.size() * 2 + 64;
  for (const Form& form : forms) {
    if (!found.spans.empty() || too_large) break;
    found = Search(text, wanted, form).run();
  }
  return found;
}

}  // namespace mcp::files
