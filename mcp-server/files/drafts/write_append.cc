#include "drafts/append_piece.hpp"
#include "drafts/draft_tools.hpp"
#include "reading/line_ranges.hpp"
#include "tools.hpp"

namespace mcp::files {

Object<WriteAppend> WriteAppend::describe() {
  return Object<WriteAppend>()
      .required("handle", &WriteAppend::handle, "")
      .required("seq", &WriteAppend::seq, "1 for the first piece, then nextSeq",
                keyword::minimum(1), keyword::maximum(max_exact))
      .required("content", &WriteAppend::content, "")
      .optional("offset", &WriteAppend::offset, "Bytes before it")
      .optional("sha256", &WriteAppend::sha256, "");
}

Object<WriteAppendResult> WriteAppendResult::describe() {
  return Object<WriteAppendResult>()
      .optional("nextSeq", &WriteAppendResult::next_seq, "For the next piece")
      .optional("nextOffset", &WriteAppendResult::next_offset, "Bytes so far")
      .optional("replayed", &WriteAppendResult::replayed, "The draft had this piece already")
      .optional("expiresAt", &WriteAppendResult::expires_at, "Unless a piece comes before")
      .optional("error", &WriteAppendResult::error, "Why nothing was appended");
}

namespace {

ToolReply append(const ToolAccess& access, WriteAppend in, ToolContext& context) {
  Draft draft = find_open(access, in.handle, context);
  std::string storage;
  const SentPiece piece{.seq = in.seq,
                        .bytes = decoded(draft.record.encoding, in.content, storage),
                        .offset = in.offset,
                        .sha256 = in.sha256};
  const bool is_new = append_piece(access.workspace(), access.drafts, draft, piece);
  return structured(encode(WriteAppendResult{.next_seq = draft.pieces().next_seq(),
                                             .next_offset = draft.pieces().next_offset(),
                                             .replayed = !is_new,
                                             .expires_at = expiry_of(access, draft)}));
}

}  // namespace

WorkspaceTool write_append_tool() {
  return workspace_tool<WriteAppend, WriteAppendResult>(
      {.name = "write_append",
       .title = "Append a piece to a draft",
       .description = "Adds the next piece, best of 4 to 8 KiB. A repeated call counts once.",
       .annotations =
           {.read_only = false, .destructive = false, .idempotent = true, .open_world = false}},
      append);
}

}  // namespace mcp::files
