#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mcp/describe.hpp"

namespace mcp::files {

/// What a file was at one time.
struct FileVersion {
  std::uint64_t size = 0;
  std::string sha256 = {};  ///< Hexadecimal. Empty: its content was not kept.
  bool executable = false;

  static Object<FileVersion> describe();
};

/// How one path was changed.
enum class StepKind { write, append, make_directory, remove_directory, move, place, remove };
EnumNames<StepKind> enum_names(StepKind);

/// The change of one path, with all that is needed to check and to undo it. Paths are from the
/// root.
struct Step {
  StepKind kind = StepKind::write;
  std::string path = {};
  std::optional<FileVersion> before = {};    ///< write: the file that was replaced.
  std::optional<FileVersion> after = {};     ///< write: the new file. append: the appended bytes.
  std::optional<std::uint64_t> offset = {};  ///< append: the size of the file before.
  std::optional<std::string> to = {};        ///< move: the new path.
  std::optional<std::string> tag = {};       ///< move, place: identifies what is there afterwards.
  std::optional<std::string> trash = {};     ///< remove: the name of the object in the trash.

  static Object<Step> describe();
};

/// One change of a workspace, as the log keeps it.
struct Change {
  std::uint64_t id = 0;   ///< From 1 on, in its root.
  std::int64_t time = 0;  ///< Milliseconds since 1970.
  std::string tool = {};
  std::string principal = {};
  std::optional<std::uint64_t> undoes = {};  ///< The change that this one has undone.
  std::vector<Step> steps = {};              ///< In the order in which they were made.

  static Object<Change> describe();
};

}  // namespace mcp::files
