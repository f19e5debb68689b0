#include "edits/nearest_lines.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "edits/lines.hpp"
#include "text/unicode.hpp"

namespace mcp::files {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t max_shown_lines = 12;
constexpr std::size_t max_shown_bytes = 2048;
constexpr std::size_t max_compared_bytes = 512;    // of a line
constexpr std::size_t lines_between_looks = 1024;  // at the clock
constexpr double least_similarity = 0.4;

std::string_view without_blanks(std::string_view line) {
  const auto begin = line.find_first_not_of(" \t");
  if (begin == line.npos) return {};
  return line.substr(begin, std::min(line.find_last_not_of(" \t") + 1 - begin, max_compared_bytes));
}

/// Compares lines with one line by their pairs of neighbouring bytes.
/// Source: L. Dice, Measures of the Amount of Ecologic Association Between Species, 1945.
class Likeness {
 public:
  explicit Likeness(std::string_view line) : line_(without_blanks(line)) {
    for (std::size_t at = 0; at + 1 < line_.size(); ++at) ++count_of(line_, at);
  }

  /// From 0, nothing in common, to 1, the same.
  double to(std::string_view other) {
    other = without_blanks(other);
    if (other == line_) return 1;
    if (other.size() < 2 || line_.size() < 2) return 0;
    std::size_t common = 0;
    taken_.clear();
    for (std::size_t at = 0; at + 1 < other.size(); ++at) {
      auto& left = count_of(other, at);
      if (left == 0) continue;
      --left;
      ++common;
      taken_.push_back(&left);
    }
    for (auto* count : taken_) ++*count;
    return 2.0 * static_cast<double>(common) / static_cast<double>(other.size() + line_.size() - 2);
  }

 private:
  std::uint16_t& count_of(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    return counts_[static_cast<std::size_t>(byte(at)) << 8U | byte(at + 1)];
  }

  const std::string_view line_;
  std::vector<std::uint16_t> counts_ = std::vector<std::uint16_t>(std::size_t{1} << 16);
  std::vector<std::uint16_t*> taken_;
};

// The line that says most: the longest.
std::size_t anchor_of(std::span<const Line> wanted) {
  const auto longest = std::ranges::max_element(
      wanted, {}, [](const Line& line) { return without_blanks(line.content).size(); });
  return static_cast<std::size_t>(longest - wanted.begin());
}

// The lines from `first` to before `last`, counted from 0, with their numbers.
std::string shown(std::string_view text, std::size_t first, std::size_t last) {
  std::string shown;
  last = std::min(last, first + max_shown_lines);
  for (std::size_t number = 0; number < last; ++number) {
    const Line line = take_line(text);
    if (number < first) continue;
    const std::string numbered =
        std::to_string(number + 1) + "| " + std::string(line.content) + '\n';
    if (shown.size() + numbered.size() > max_shown_bytes) break;
    shown += numbered;
  }
  return safe_to_show(shown);
}

}  // namespace

std::optional<NearestLines> nearest_lines(std::string_view text, std::string_view wanted,
                                          Clock::time_point deadline) {
  const auto wanted_lines = lines_of(wanted);
  if (wanted_lines.empty()) return std::nullopt;
  const auto anchor = anchor_of(wanted_lines);
  Likeness likeness(wanted_lines[anchor].content);
  std::size_t best = 0;
  double best_likeness = 0;
  std::size_t number = 0;
  for (std::string_view rest = text; !rest.empty(); ++number) {
    if (number % lines_between_looks == 0 && Clock::now() > deadline) return std::nullopt;
    const double found = likeness.to(take_line(rest).content);
    if (found > best_likeness) best = number, best_likeness = found;
  }
  if (best_likeness < least_similarity) return std::nullopt;
  const std::size_t first = best - std::min(anchor, best);
  const std::size_t last = std::min(first + wanted_lines.size(), number);
  return NearestLines{first + 1, last, shown(text, first, last)};
}

}  // namespace mcp::files
