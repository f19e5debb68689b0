#pragma once

#include <optional>
#include <string>

#include "mcp/json.hpp"

namespace mcp::cli {

/// One difference between two servers.
struct Change {
  enum class Kind { added, removed, changed };

  std::string part = {};  ///< "tools", "resources"...: the member of the snapshot.
  std::string name = {};  ///< Of the tool, prompt or template, or the URI; empty outside of a list.
  std::string path = {};  ///< JSON Pointer into the item; empty: all of it.
  Kind kind = Kind::changed;
  /// Whether a client that works with the first server may fail with the second.
  bool breaking = false;
  std::string note = {};  ///< Why it is breaking, or what it means.
  Json before = nullptr;
  Json after = nullptr;

  friend bool operator==(const Change&, const Change&) = default;
};

/// The change as an object of `diff --json`; see docs/inspector-formats.md.
Json change_json(const Change& change);

/// The change as one line of text for people.
std::string change_line(const Change& change);

}  // namespace mcp::cli
