#include "drafts/draft_tools.hpp"
#include "file_identity.hpp"
#include "text/unicode.hpp"
#include "tools.hpp"

namespace mcp::files {

Object<WriteStatus> WriteStatus::describe() {
  return Object<WriteStatus>().optional("handle", &WriteStatus::handle,
                                        "Left out: all open drafts");
}

Object<DraftStatus> DraftStatus::describe() {
  return Object<DraftStatus>()
      .required("handle", &DraftStatus::handle, "")
      .required("state", &DraftStatus::state, "")
      .required("path", &DraftStatus::path, "Relative to the workspace")
      .optional("nextSeq", &DraftStatus::next_seq, "For write_append")
      .optional("nextOffset", &DraftStatus::next_offset, "Bytes so far")
      .optional("tail", &DraftStatus::tail, "The end of a text, at most 200 characters")
      .optional("expiresAt", &DraftStatus::expires_at, "Unless a piece comes before");
}

Object<WriteStatusResult> WriteStatusResult::describe() {
  return Object<WriteStatusResult>()
      .optional("drafts", &WriteStatusResult::drafts, "")
      .optional("error", &WriteStatusResult::error, "Why there is no answer");
}

namespace {

constexpr std::size_t tail_characters = 200;
constexpr std::size_t longest_utf8 = 4;

// The last characters of a text.
std::string tail_of(Draft& draft) {
  const std::uint64_t end = draft.pieces().next_offset();
  const std::uint64_t start = end - std::min<std::uint64_t>(end, tail_characters * longest_utf8);
  std::string bytes = read_at(draft.data(), start, end - start, draft.record.path);
  std::size_t characters = 0;
  std::size_t at = bytes.size();
  while (at > 0 && characters < tail_characters) {
    --at;
    const bool is_start = (static_cast<unsigned char>(bytes[at]) & 0xc0) != 0x80;
    if (is_start) ++characters;
  }
  return bytes.substr(at);
}

DraftStatus status_of_draft(const ToolAccess& access, Draft& draft) {
  DraftStatus status{
      .handle = draft.record.handle, .state = draft.record.state, .path = draft.record.path};
  if (draft.record.state != DraftState::open) return status;
  status.next_seq = draft.pieces().next_seq();
  status.next_offset = draft.pieces().next_offset();
  if (draft.record.encoding == TextEncoding::utf8) status.tail = tail_of(draft);
  status.expires_at = expiry_of(access, draft);
  return status;
}

ToolReply tell_status(const ToolAccess& access, WriteStatus in, ToolContext& context) {
  const std::string& owner = context.caller().principal;
  WriteStatusResult result{.drafts = std::vector<DraftStatus>()};
  if (in.handle) {
    Draft draft = access.drafts.find(owner, *in.handle);
    result.drafts->push_back(status_of_draft(access, draft));
    return structured(encode(result));
  }
  // Whoever has a handle can use it, so others must not learn it.
  if (!access.one_user && owner.empty()) {
    throw FileError("E_ACCESS", "this server does not know who calls",
                    "give the handle that write_begin returned");
  }
  for (auto& draft : access.drafts.open_ones(owner)) {
    result.drafts->push_back(status_of_draft(access, draft));
  }
  return structured(encode(result));
}

}  // namespace

WorkspaceTool write_status_tool() {
  return workspace_tool<WriteStatus, WriteStatusResult>(
      {.name = "write_status",
       .title = "Look at drafts",
       .description = "Tells where a draft ends and which piece comes next.",
       .annotations = only_reads()},
      tell_status);
}

}  // namespace mcp::files
