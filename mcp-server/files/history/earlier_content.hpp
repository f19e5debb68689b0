#pragma once

#include <stop_token>

#include "history/change_recorder.hpp"
#include "publication.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// A content that a file had, opened for reading. Its file may have more bytes than the version.
struct EarlierContent {
  Descriptor file;
  FileVersion version;
};

/// Opens the content that a file had before a step. Throws FileError: E_NOT_KEPT.
EarlierContent kept_content(const Root& root, const Step& step, const std::string& shown);

/// What a file has become.
struct WrittenContent {
  std::uint64_t size = 0;
  std::string etag;
};

/// Writes an earlier content to a place, atomically, as the terms allow, and records that. Throws
/// FileError: E_NOT_KEPT when the content is not that of the version, and those of Publication.
WrittenContent write_content(Workspace& workspace, const Place& place,
                             const EarlierContent& content, WriteTerms terms,
                             ChangeRecorder& changes, const std::stop_token& stop);

}  // namespace mcp::files
