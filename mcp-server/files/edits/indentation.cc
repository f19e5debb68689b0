#include "edits/indentation.hpp"

#include <algorithm>

namespace mcp::files {
namespace {

bool has_only(std::string_view blanks, char c) {
  return blanks.find_first_not_of(c) == blanks.npos;
}

}  // namespace

Indentation::Indentation(std::span<const Line> written, std::span<const Line> there) {
  for (std::size_t at = 0; at < std::min(written.size(), there.size()); ++at) {
    const Pair pair{indentation_of(written[at].content), indentation_of(there[at].content)};
    if (pair.written.size() == written[at].content.size()) continue;  // an empty line
    pairs_.push_back(pair);
    tabs_there_ = tabs_there_ || pair.there.find('\t') != pair.there.npos;
    const bool spaces_to_tabs = !pair.written.empty() && !pair.there.empty() &&
                                has_only(pair.written, ' ') && has_only(pair.there, '\t');
    const bool tabs_to_spaces = !pair.written.empty() && !pair.there.empty() &&
                                has_only(pair.written, '\t') && has_only(pair.there, ' ');
    if (spaces_to_tabs) width_ = std::max<std::size_t>(pair.written.size() / pair.there.size(), 1);
    if (tabs_to_spaces) width_ = std::max<std::size_t>(pair.there.size() / pair.written.size(), 1);
  }
}

std::string Indentation::apply(std::string_view line) const {
  const std::string_view written = indentation_of(line);
  if (written.size() == line.size()) return {};
  return change(written) + std::string(line.substr(written.size()));
}

// The longest indentation that is known, and what the line has beyond it. A line that is indented
// less than all that are known loses as much as it has less.
std::string Indentation::change(std::string_view written) const {
  const Pair* base = nullptr;
  for (const Pair& pair : pairs_) {
    const bool is_longer = !base || pair.written.size() > base->written.size();
    if (written.starts_with(pair.written) && is_longer) base = &pair;
  }
  if (base) {
    return std::string(base->there) + converted(written.substr(base->written.size()));
  }
  if (pairs_.empty()) return std::string(written);
  const auto& least =
      *std::ranges::min_element(pairs_, {}, [](const Pair& pair) { return pair.written.size(); });
  if (!least.written.starts_with(written)) return converted(written);
  const std::string less = converted(least.written.substr(written.size()));
  return std::string(
      least.there.substr(0, least.there.size() - std::min(least.there.size(), less.size())));
}

std::string Indentation::converted(std::string_view blanks) const {
  const auto tabs = static_cast<std::size_t>(std::ranges::count(blanks, '\t'));
  if (tabs_there_ && tabs == 0) {
    return std::string(blanks.size() / width_, '\t') + std::string(blanks.size() % width_, ' ');
  }
  if (tabs_there_ || tabs == 0) return std::string(blanks);
  return std::string(tabs * width_ + (blanks.size() - tabs), ' ');
}

}  // namespace mcp::files
