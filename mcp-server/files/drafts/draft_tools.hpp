#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "drafts/draft_record.hpp"
#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "tool_access.hpp"

/// The arguments and results of the tools that write a file in pieces. A result has either `error`,
/// or everything else.
namespace mcp::files {

struct WriteBegin {
  std::string_view path;
  WriteMode mode = WriteMode::create;
  std::optional<std::string> if_match;
  bool create_parents = false;
  std::optional<bool> executable;
  TextEncoding encoding = TextEncoding::utf8;
  std::optional<std::uint64_t> total_size;
  std::optional<std::string> sha256;
  DraftSync sync = DraftSync::chunk;
  std::optional<std::int64_t> ttl_seconds;
  std::optional<std::string> client_token;
  bool by_ticket = false;                            ///< Not described: set for upload tickets.
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  static Object<WriteBegin> describe();
};

struct WriteAppend {
  std::string_view handle;
  std::uint64_t seq = 0;
  std::string_view content;
  std::optional<std::uint64_t> offset;
  std::optional<std::string> sha256;

  static Object<WriteAppend> describe();
};

struct WriteStatus {
  std::optional<std::string> handle;

  static Object<WriteStatus> describe();
};

struct WriteCommit {
  std::string_view handle;
  std::optional<std::uint64_t> expected_size;
  std::optional<std::string> sha256;
  std::optional<std::string> if_match;

  static Object<WriteCommit> describe();
};

struct WriteAbort {
  std::string_view handle;

  static Object<WriteAbort> describe();
};

struct WriteBeginResult {
  std::optional<std::string> handle = {};
  std::optional<std::string> path = {};
  std::optional<DraftState> state = {};
  std::optional<std::uint64_t> next_seq = {};
  std::optional<std::uint64_t> next_offset = {};
  std::optional<std::uint64_t> max_chunk_bytes = {};
  std::optional<std::uint64_t> recommended_chunk_bytes = {};
  std::optional<std::string> expires_at = {};
  std::optional<ErrorInfo> error = {};

  static Object<WriteBeginResult> describe();
};

struct WriteAppendResult {
  std::optional<std::uint64_t> next_seq = {};
  std::optional<std::uint64_t> next_offset = {};
  std::optional<bool> replayed = {};
  std::optional<std::string> expires_at = {};
  std::optional<ErrorInfo> error = {};

  static Object<WriteAppendResult> describe();
};

/// One draft, as `write_status` tells it.
struct DraftStatus {
  std::string handle;
  DraftState state = DraftState::open;
  std::string path;
  std::optional<std::uint64_t> next_seq = {};
  std::optional<std::uint64_t> next_offset = {};
  std::optional<std::string> tail = {};  ///< The end of a text.
  std::optional<std::string> expires_at = {};

  static Object<DraftStatus> describe();
};

struct WriteStatusResult {
  std::optional<std::vector<DraftStatus>> drafts = {};
  std::optional<ErrorInfo> error = {};

  static Object<WriteStatusResult> describe();
};

struct WriteCommitResult {
  std::optional<std::string> path = {};
  std::optional<std::uint64_t> size = {};
  std::optional<std::string> sha256 = {};
  std::optional<std::string> etag = {};
  std::optional<bool> created = {};
  std::optional<bool> unchanged = {};
  std::optional<bool> replayed = {};
  std::optional<ErrorInfo> error = {};

  static Object<WriteCommitResult> describe();
};

struct WriteAbortResult {
  std::optional<bool> aborted = {};
  std::optional<ErrorInfo> error = {};

  static Object<WriteAbortResult> describe();
};

/// Begins a draft, or finds the one that the same call began before. If the person has to approve
/// it first, the reply to return, which asks. Throws FileError.
std::variant<Draft, ToolReply> begin_draft(const ToolAccess& access, WriteBegin in,
                                           ToolContext& context);

/// A draft of the caller that takes pieces, or may be committed or aborted. Throws E_COMMITTED,
/// E_ABORTED, E_IO, and what `Drafts::find` throws.
Draft find_open(const ToolAccess& access, std::string_view handle, const ToolContext& context);

/// Throws the reason why a draft takes nothing more; does nothing if it is open.
void require_open(const Draft& draft);

/// The result of a committed draft.
WriteCommitResult to_result(const Draft& draft, bool replayed);

/// When the draft expires, as RFC 3339 text.
std::string expiry_of(const ToolAccess& access, const Draft& draft);

}  // namespace mcp::files
