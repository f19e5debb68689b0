#pragma once

#include <iostream>
#include <vector>

#include "mcp/json.hpp"
#include "settings.hpp"
#include "show.hpp"

namespace mcp::cli {

/// Prints JSON to standard output, on one or more lines of its own.
void print_json(const Json& json);

/// Prints a result to standard output: as JSON with --json, otherwise as text.
template <class Value>
void print(const Settings& settings, const Value& value) {
  if (settings.json) return print_json(encode(value));
  std::cout << to_text(value);
}

/// Prints a list like a result. `what` names the items when the list is empty.
template <class Item>
void print_all(const Settings& settings, const std::vector<Item>& items, const char* what) {
  if (settings.json) return print_json(encode(items));
  for (const auto& item : items) std::cout << to_text(item);
  if (items.empty()) std::cerr << "(the server has no " << what << ")\n";
}

}  // namespace mcp::cli
