#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <stop_token>
#include <string>
#include <vector>

#include "io/descriptor.hpp"
#include "relative_path.hpp"

namespace mcp::files {

/// Sizes that a call handles at most.
struct TreeLimits {
  std::uint64_t entries = 100'000;
  std::uint64_t bytes = std::numeric_limits<std::uint64_t>::max();
  std::size_t depth = 128;  ///< Levels of directories below the top.
};

struct TreeSize {
  std::uint64_t entries = 0;  ///< Files, directories and others, with the top.
  std::uint64_t bytes = 0;    ///< Of the regular files.
};

/// Counts what a call comes to in a tree, up to the limits.
class TreeCount {
 public:
  TreeCount(const TreeLimits& limits, std::string shown)
      : limits_(limits), shown_(std::move(shown)) {}

  /// Throws E_TOO_LARGE, which names the tree.
  void add(const struct stat& status);
  void require_depth(std::size_t depth) const;
  const TreeSize& size() const { return size_; }
  const TreeLimits& limits() const { return limits_; }

 private:
  const TreeLimits limits_;
  const std::string shown_;
  TreeSize size_;
};

/// An object in a tree.
struct TreeObject {
  const RelativePath& path;   ///< From the top of the tree.
  const struct stat& status;  ///< Of the object itself, not of what a link leads to.
};

using VisitTree = std::function<void(const TreeObject&)>;

/// The names in an open directory, sorted. Throws FileError; E_TOO_LARGE for more than `limit`.
std::vector<std::string> names_in(const Descriptor& directory, const std::string& shown,
                                  std::uint64_t limit = std::numeric_limits<std::uint64_t>::max());

/// Visits what is below an open directory, each directory before what is in it, and adds it to
/// `count`. Links are visited, not followed. Throws FileError; E_XDEV for another file system in
/// the tree, E_TOO_LARGE, E_CANCELLED.
void visit_tree(const Descriptor& top, const std::string& shown, TreeCount& count,
                const std::stop_token& stop, const VisitTree& visit);

/// Whether an open directory has nothing in it. Throws FileError.
bool is_empty(const Descriptor& directory, const std::string& shown);

/// Removes an object and all that is below it, as far as this is permitted. Follows no links and
/// enters no other file system. False: something is left.
bool remove_tree(const Descriptor& directory, const std::string& name) noexcept;

}  // namespace mcp::files
