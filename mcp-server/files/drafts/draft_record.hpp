#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "mcp/describe.hpp"
#include "publication.hpp"
#include "text_encoding.hpp"
#include "write_file.hpp"

namespace mcp::files {

/// A draft is a file that a client writes in pieces, under a handle, before it gets its name.
enum class DraftState {
  open,        ///< Takes pieces.
  committing,  ///< Gets its name now; after a crash, this is finished or undone.
  committed,   ///< `receipt` is the result.
  aborted,
  expired,
  failed,  ///< The disk lost a piece.
};
EnumNames<DraftState> enum_names(DraftState);

/// When appended bytes are written to the disk.
enum class DraftSync {
  chunk,   ///< Before each append is answered: they survive a power failure.
  commit,  ///< With the commit: they survive the end of the server.
};
EnumNames<DraftSync> enum_names(DraftSync);

/// What the stage keeps of a draft beside its bytes.
struct DraftRecord {
  DraftState state = DraftState::open;
  std::string handle;
  std::string path;  ///< As the caller knows it.
  WriteMode mode = WriteMode::create;
  std::optional<std::string> if_match = {};  ///< From `write_begin`, or the etag it found.
  bool create_parents = false;
  std::optional<bool> executable = {};
  TextEncoding encoding = TextEncoding::utf8;
  std::optional<std::uint64_t> total_size = {};
  std::optional<std::string> sha256 = {};
  DraftSync sync = DraftSync::chunk;
  std::optional<std::string> client_token = {};
  std::optional<std::string> arguments_sha256 = {};  ///< Of the call with that token.
  bool by_ticket = false;         ///< Whoever has the handle may upload the bytes over HTTP.
  std::int64_t begun = 0;         ///< Seconds since 1970.
  std::int64_t idle_seconds = 0;  ///< It expires when nothing comes for so long.
  std::optional<std::uint64_t> inode = {};      ///< Of the bytes, while committing.
  std::optional<WriteFileResult> receipt = {};  ///< While committing, and afterwards.

  static Object<DraftRecord> describe();

  WriteTerms terms() const;
};

}  // namespace mcp::files
