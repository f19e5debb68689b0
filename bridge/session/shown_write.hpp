#pragma once

#include <string>

#include "bridge/session/file_reading.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// The preview of a call that writes a file, and the file's content before it.
struct ShownWrite {
  Json preview = nullptr;  ///< Null: nothing can be shown.
  FileReading before = {};
  std::string path = {};  ///< Empty: the call writes no file that can be read.

  /// Of the preview; "none" when there is none.
  std::string hash() const;
};

/// Whether an approval of `shown` also covers the call as it would run now. A file at another path
/// than the one that was shown is covered only while there is none: then nothing is overwritten.
bool covers(const ShownWrite& shown, const ShownWrite& now);

/// The input with which the server itself refuses to write when the file is no longer the one that
/// was read: with `ifMatch` (the etag of what was read), or with mode "create" when there was no
/// file. An `ifMatch` of the model stays unless it is "*". The input itself for a tool that has
/// none of these.
Json bound_to(const FileReading& before, const Tool& tool, Json input);

}  // namespace mcp::bridge
