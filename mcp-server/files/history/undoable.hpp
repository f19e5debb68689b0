#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "history/history.hpp"

namespace mcp::files {

/// Whether all that is needed to undo changes is still kept. What others have changed since is not
/// looked at. Reads each root once. One thread.
class Undoable {
 public:
  explicit Undoable(const History& history) : history_(&history) {}

  /// Why a change cannot be undone; empty: it can. Throws FileError.
  std::optional<std::string> why_not(const KnownChange& known);

 private:
  /// What is kept in a root.
  struct Kept {
    std::set<std::string> contents;  ///< Digests.
    std::set<std::string> trash;     ///< Names.
  };

  const Kept& kept_in(const Root& root);

  const History* history_;
  std::map<const Root*, Kept> kept_;
};

}  // namespace mcp::files
