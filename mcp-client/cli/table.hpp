#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "color.hpp"

namespace mcp::cli {

/// A cell of a table: text of one line that is safe to show.
struct Cell {
  std::string text;
  Paint paint = Paint::plain;
};

/// Rows of cells. Where a person reads it, it has titles and aligned columns, and is cut to the
/// terminal's width; for programs it has one line for each row, with tabs between the cells.
class Table {
 public:
  explicit Table(std::vector<std::string> titles) : titles_(std::move(titles)) {}

  /// A row has as many cells as there are titles.
  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }

  /// For a terminal with that many columns. The widest columns are cut first.
  std::string for_terminal(std::size_t columns, bool colored) const;
  std::string with_tabs() const;

 private:
  std::vector<std::size_t> widths(std::size_t columns) const;

  std::vector<std::string> titles_;
  std::vector<std::vector<Cell>> rows_;
};

/// Prints a table to standard output.
void print_table(const Table& table);

}  // namespace mcp::cli
