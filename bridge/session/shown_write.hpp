#pragma once

#include <string>

#include "bridge/session/file_reading.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// The preview of a call that writes a file, and the file's current content.
struct ShownWrite {
  Json preview = nullptr;  ///< Null: nothing can be shown.
  FileReading before = {};
  std::string path = {};  ///< Empty: the call writes no file, or the file cannot be read.

  /// The hash of the preview; "none" without a preview.
  std::string hash() const;
};

/// Whether an approval of `shown` also covers the call as it would run now. Another path than the
/// shown one is covered only if it has no file, so that nothing is overwritten.
bool covers(const ShownWrite& shown, const ShownWrite& now);

/// Adds a precondition to the input, so that the server refuses to write when the file has changed
/// since it was read: `ifMatch` with the etag, or mode "create" if there was no file. An `ifMatch`
/// of the model stays, unless it is "*". For tools without these arguments, returns the input
/// unchanged.
Json bound_to(const FileReading& before, const Tool& tool, Json input);

}  // namespace mcp::bridge
