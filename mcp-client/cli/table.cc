#include "table.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "display_width.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 8;

}  // namespace

std::vector<std::size_t> Table::widths(std::size_t columns) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < titles_.size(); ++i) {
    std::size_t widest = display_width(titles_[i]);
    for (const auto& row : rows_) widest = std::max(widest, display_width(row[i].text));
    widths.push_back(widest);
  }
  const auto total = [&] {
    std::size_t sum = gap * (widths.size() - 1);
    for (const auto width : widths) sum += width;
    return sum;
  };
  while (total() > columns) {
    const auto widest = std::ranges::max_element(widths);
    if (*widest <= narrowest) break;
    // Down to the next widest column, so that wide columns share what is missing.
    std::size_t next = narrowest;
    for (const auto width : widths) {
      if (width < *widest) next = std::max(next, width);
    }
    const auto missing = total() - columns;
    const auto step = std::max<std::size_t>(1, std::min(missing, *widest - next));
    *widest -= std::min(step, *widest - narrowest);
  }
  return widths;
}

std::string Table::for_terminal(std::size_t columns, bool colored) const {
  const auto column_widths = widths(columns);
  const auto line = [&](const std::vector<Cell>& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string cut = cut_to_width(cells[i].text, column_widths[i]);
      const bool last = i + 1 == cells.size();
      const std::string cell = last ? cut : padded_to_width(cut, column_widths[i] + gap);
      text += colored ? painted(cell, cells[i].paint) : cell;
    }
    return text + '\n';
  };
  std::vector<Cell> titles;
  for (const auto& title : titles_) titles.push_back({title, Paint::bold});
  std::string text = line(titles);
  for (const auto& row : rows_) text += line(row);
  return text;
}

std::string Table::with_tabs() const {
  std::string text;
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : "\t") + row[i].text;
    text += '\n';
  }
  return text;
}

void print_table(const Table& table) {
  std::cout << (is_terminal(STDOUT_FILENO)
                    ? table.for_terminal(terminal_columns(STDOUT_FILENO), uses_color(STDOUT_FILENO))
                    : table.with_tabs());
}

}  // namespace mcp::cli
