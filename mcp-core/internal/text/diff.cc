#include "text/diff.hpp"

#include <algorithm>
#include <span>
#include <unordered_map>
#include <vector>

#include "text/unicode.hpp"

namespace mcp {
namespace {

constexpr std::size_t context = 3;
// Of the lines between the first and the last difference, these are compared; each takes about a
// hundred bytes. More are only counted.
constexpr std::size_t max_lines = 200'000;

/// The lines of a text with their line ends; the last one may have none.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto length = end == text.npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

/// A number for each distinct line: equal lines have equal numbers.
using Line = std::ptrdiff_t;
using Lines = std::span<const Line>;

class Numbering {
 public:
  std::vector<Line> operator()(const std::vector<std::string_view>& lines) {
    std::vector<Line> numbers;
    numbers.reserve(lines.size());
    for (const auto line : lines) {
      numbers.push_back(known_.try_emplace(line, static_cast<Line>(known_.size())).first->second);
    }
    return numbers;
  }

 private:
  std::unordered_map<std::string_view, Line> known_;
};

/// The removed and the added lines.
struct Marks {
  std::vector<bool> removed;
  std::vector<bool> added;
};

/// Finds the shortest edit from one list of lines to another, with Myers' algorithm.
class Myers {
 public:
  Myers(Lines old_lines, Lines new_lines)
      : old_(old_lines),
        new_(new_lines),
        n_(static_cast<std::ptrdiff_t>(old_lines.size())),
        m_(static_cast<std::ptrdiff_t>(new_lines.size())) {}

  /// Marks the lines that differ; the first line has the number `offset`. Returns false when it
  /// needs more than `max_edits`.
  bool mark(std::size_t max_edits, std::size_t offset, Marks& marks) {
    const auto most = std::min(static_cast<std::ptrdiff_t>(max_edits), n_ + m_);
    for (std::ptrdiff_t d = 0; d <= most; ++d) {
      if (extend(d)) {
        walk_back(d, static_cast<std::ptrdiff_t>(offset), marks);
        return true;
      }
    }
    return false;
  }

 private:
  // Computes the furthest points with d edits, on the diagonals -d to d, from those with d - 1.
  bool extend(std::ptrdiff_t d) {
    std::vector<std::ptrdiff_t> reached(static_cast<std::size_t>(2 * d + 1));
    bool at_end = false;
    for (std::ptrdiff_t k = -d; k <= d; k += 2) {
      std::ptrdiff_t x = d == 0 ? 0 : first_x(d, k);
      while (x < n_ && x - k < m_ && old_[at(x)] == new_[at(x - k)]) ++x;
      reached[at(k + d)] = x;
      at_end = at_end || (x >= n_ && x - k >= m_);
    }
    trace_.push_back(std::move(reached));
    return at_end;
  }

  static std::size_t at(std::ptrdiff_t index) { return static_cast<std::size_t>(index); }

  std::ptrdiff_t reached(std::ptrdiff_t d, std::ptrdiff_t k) const {
    return trace_[at(d)][at(k + d)];
  }

  bool comes_from_above(std::ptrdiff_t d, std::ptrdiff_t k) const {
    if (k == -d) return true;
    return k != d && reached(d - 1, k - 1) < reached(d - 1, k + 1);
  }

  std::ptrdiff_t first_x(std::ptrdiff_t d, std::ptrdiff_t k) const {
    return comes_from_above(d, k) ? reached(d - 1, k + 1) : reached(d - 1, k - 1) + 1;
  }

  void walk_back(std::ptrdiff_t d, std::ptrdiff_t offset, Marks& marks) const {
    std::ptrdiff_t k = n_ - m_;
    for (; d > 0; --d) {
      if (comes_from_above(d, k)) {
        ++k;
        marks.added[at(offset + reached(d - 1, k) - k)] = true;
      } else {
        --k;
        marks.removed[at(offset + reached(d - 1, k))] = true;
      }
    }
  }

  const Lines old_;
  const Lines new_;
  const std::ptrdiff_t n_;
  const std::ptrdiff_t m_;
  std::vector<std::vector<std::ptrdiff_t>> trace_;
};

Marks compare(Lines old_lines, Lines new_lines, std::size_t max_edits) {
  Marks marks{std::vector<bool>(old_lines.size()), std::vector<bool>(new_lines.size())};
  const auto differ = std::ranges::mismatch(old_lines, new_lines);
  const auto head = static_cast<std::size_t>(differ.in1 - old_lines.begin());
  std::size_t tail = 0;
  const auto most = std::min(old_lines.size(), new_lines.size()) - head;
  while (tail < most &&
         old_lines[old_lines.size() - 1 - tail] == new_lines[new_lines.size() - 1 - tail]) {
    ++tail;
  }
  const auto old_middle = old_lines.subspan(head, old_lines.size() - head - tail);
  const auto new_middle = new_lines.subspan(head, new_lines.size() - head - tail);
  if (!Myers(old_middle, new_middle).mark(max_edits, head, marks)) {
    const auto begin = static_cast<std::ptrdiff_t>(head);
    std::fill_n(marks.removed.begin() + begin, old_middle.size(), true);
    std::fill_n(marks.added.begin() + begin, new_middle.size(), true);
  }
  return marks;
}

std::size_t line_begin(std::string_view text, std::size_t at) {
  const auto found = at == 0 ? text.npos : text.rfind('\n', at - 1);
  return found == text.npos ? 0 : found + 1;
}

std::size_t after_line(std::string_view text, std::size_t at) {
  const auto found = text.find('\n', at);
  return found == text.npos ? text.size() : found + 1;
}

/// The parts in which two texts differ, with the lines of context.
struct Middle {
  std::string_view old_text;
  std::string_view new_text;
  std::size_t line = 0;  // lines before it
  std::size_t tail = 0;  // lines at its end that both texts have
};

bool begins_line(std::string_view text, std::size_t at) {
  return at == 0 || text[at - 1] == '\n';
}

Middle middle_of(std::string_view old_text, std::string_view new_text) {
  const auto differ = std::ranges::mismatch(old_text, new_text);
  const auto common = static_cast<std::size_t>(differ.in1 - old_text.begin());
  std::size_t head = line_begin(old_text, common);
  for (std::size_t i = 0; i < context; ++i) head = line_begin(old_text, head == 0 ? 0 : head - 1);
  const auto most = std::min(old_text.size(), new_text.size()) - common;
  std::size_t tail = 0;
  while (tail < most &&
         old_text[old_text.size() - 1 - tail] == new_text[new_text.size() - 1 - tail]) {
    ++tail;
  }
  // The lines after the context are left out, from the beginning of a line on.
  const std::string_view rest = old_text.substr(old_text.size() - tail);
  const bool is_whole = begins_line(old_text, old_text.size() - tail) &&
                        begins_line(new_text, new_text.size() - tail);
  std::size_t shown = is_whole ? 0 : after_line(rest, 0);
  std::size_t shared = 0;
  for (; shared < context && shown < rest.size(); ++shared) shown = after_line(rest, shown);
  const std::size_t left_out = rest.size() - shown;
  return {old_text.substr(head, old_text.size() - left_out - head),
          new_text.substr(head, new_text.size() - left_out - head),
          static_cast<std::size_t>(std::ranges::count(old_text.substr(0, head), '\n')), shared};
}

// Leaves the first lines of a text; returns how many it cut off.
std::size_t cut_off(std::string_view& text, std::size_t lines) {
  std::size_t end = 0;
  while (lines-- > 0 && end < text.size()) end = after_line(text, end);
  const std::string_view rest = text.substr(end);
  text = text.substr(0, end);
  return static_cast<std::size_t>(std::ranges::count(rest, '\n')) +
         (rest.empty() || rest.ends_with('\n') ? 0 : 1);
}

/// A position in both lists of lines.
struct Position {
  std::size_t in_old = 0;
  std::size_t in_new = 0;
};

/// Writes the hunks.
class Writer {
 public:
  Writer(const Middle& middle, const DiffLimits& limits)
      : old_(lines_of(middle.old_text)),
        new_(lines_of(middle.new_text)),
        first_(middle.line),
        limits_(limits) {
    Numbering number;
    const auto old_numbers = number(old_);
    const auto new_numbers = number(new_);
    marks_ = compare(old_numbers, new_numbers, limits.max_edits);
  }

  TextDiff write() {
    diff_.removed = static_cast<std::size_t>(std::ranges::count(marks_.removed, true));
    diff_.added = static_cast<std::size_t>(std::ranges::count(marks_.added, true));
    Position at;
    while (!diff_.truncated && to_next_change(at)) at = write_hunk(at);
    return std::move(diff_);
  }

 private:
  bool removed(std::size_t line) const { return line < old_.size() && marks_.removed[line]; }
  bool added(std::size_t line) const { return line < new_.size() && marks_.added[line]; }
  bool changes(const Position& at) const { return removed(at.in_old) || added(at.in_new); }
  bool ends(const Position& at) const {
    return at.in_old >= old_.size() && at.in_new >= new_.size();
  }

  bool to_next_change(Position& at) const {
    for (; !ends(at); ++at.in_old, ++at.in_new) {
      if (changes(at)) return true;
    }
    return false;
  }

  void skip_change(Position& at) const {
    while (removed(at.in_old)) ++at.in_old;
    while (added(at.in_new)) ++at.in_new;
  }

  // Changes whose context lines touch or overlap form one hunk.
  Position end_of_hunk(Position at) const {
    while (true) {
      skip_change(at);
      Position next = at;
      const bool more = to_next_change(next);
      if (!more || next.in_old - at.in_old > 2 * context) break;
      at = next;
    }
    const auto after = std::min(context, old_.size() - at.in_old);
    return {at.in_old + after, at.in_new + after};
  }

  std::string range(std::size_t begin, std::size_t end) const {
    const auto count = end - begin;
    begin += first_;
    // An empty range has the number of the line before it.
    return std::to_string(count == 0 ? begin : begin + 1) +
           (count == 1 ? "" : ',' + std::to_string(count));
  }

  Position write_hunk(const Position& change) {
    const auto before = std::min(context, change.in_old);
    Position at{change.in_old - before, change.in_new - before};
    const Position end = end_of_hunk(change);
    append("@@ -" + range(at.in_old, end.in_old) + " +" + range(at.in_new, end.in_new) + " @@\n");
    while (!diff_.truncated && (at.in_old < end.in_old || at.in_new < end.in_new)) {
      if (removed(at.in_old)) {
        append_line('-', old_[at.in_old++]);
      } else if (added(at.in_new)) {
        append_line('+', new_[at.in_new++]);
      } else {
        append_line(' ', old_[at.in_old++]);
        ++at.in_new;
      }
    }
    return end;
  }

  void append_line(char mark, std::string_view line) {
    const bool ends_line = line.ends_with('\n');
    if (diff_.unified.size() + line.size() >= limits_.max_text) {
      const auto room = limits_.max_text - std::min(limits_.max_text, diff_.unified.size());
      append(mark + std::string(line.substr(0, utf8_boundary(line, std::min(room, line.size())))) +
             '\n');
      diff_.truncated = true;
      return;
    }
    append(mark + std::string(line) + (ends_line ? "" : "\n\\ No newline at end of file\n"));
  }

  void append(const std::string& text) { diff_.unified += text; }

  const std::vector<std::string_view> old_;
  const std::vector<std::string_view> new_;
  const std::size_t first_;  // lines before these
  const DiffLimits limits_;
  Marks marks_;
  TextDiff diff_;
};

}  // namespace

TextDiff diff_lines(std::string_view old_text, std::string_view new_text,
                    const DiffLimits& limits) {
  Middle middle = middle_of(old_text, new_text);
  const std::size_t old_rest = cut_off(middle.old_text, max_lines);
  const std::size_t new_rest = cut_off(middle.new_text, max_lines);
  if (old_rest + new_rest == 0) return Writer(middle, limits).write();
  TextDiff diff = Writer(middle, {.max_text = limits.max_text, .max_edits = 0}).write();
  diff.removed += old_rest - std::min(old_rest, middle.tail);
  diff.added += new_rest - std::min(new_rest, middle.tail);
  diff.truncated = true;
  return diff;
}

}  // namespace mcp
