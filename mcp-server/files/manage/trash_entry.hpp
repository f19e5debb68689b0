#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/describe.hpp"

namespace mcp::files {

/// What the name of an object in the trash says: TIME-NANOSECONDS-BYTES-RANDOM. Names sort by
/// age.
struct TrashName {
  std::string text;
  std::time_t deleted_at = 0;
  std::uint64_t bytes = 0;

  /// A new name for an object of this size that is deleted now.
  static TrashName make(std::uint64_t bytes);
  /// Empty: the server does not make such names.
  static std::optional<TrashName> parse(std::string_view text);

  /// The file beside the object that says where it was.
  std::string record() const { return text + ".json"; }
};

/// The content of the file beside an object in the trash.
struct TrashRecord {
  std::string path;           ///< From the root, before the object was deleted.
  std::uint64_t entries = 0;  ///< Files and directories, with the object.

  static Object<TrashRecord> describe();
};

/// An object in the trash.
struct TrashEntry {
  TrashName name;
  TrashRecord record;
  std::string kept_as;  ///< Its path from the root now.
};

}  // namespace mcp::files
