#include <algorithm>

#include "bytes/digest.hpp"
#include "drafts/draft_tools.hpp"
#include "shown_path.hpp"
#include "tools.hpp"
#include "write_approval.hpp"

namespace mcp::files {

Object<WriteBegin> WriteBegin::describe() {
  return Object<WriteBegin>()
      .required("path", &WriteBegin::path, "")
      .optional("mode", &WriteBegin::mode, "")
      .optional("ifMatch", &WriteBegin::if_match, "Default: as the file is now; \"*\": any")
      .optional("createParents", &WriteBegin::create_parents, "")
      .optional("executable", &WriteBegin::executable, "")
      .optional("encoding", &WriteBegin::encoding, "")
      .optional("totalSize", &WriteBegin::total_size, "")
      .optional("sha256", &WriteBegin::sha256, "")
      .optional("sync", &WriteBegin::sync, "")
      .optional("ttlSeconds", &WriteBegin::ttl_seconds, "", keyword::minimum(60),
                keyword::maximum(604800))
      .optional("clientToken", &WriteBegin::client_token, "Makes repeating safe",
                keyword::max_length(256));
}

Object<WriteBeginResult> WriteBeginResult::describe() {
  return Object<WriteBeginResult>()
      .optional("handle", &WriteBeginResult::handle, "For the other write_ tools")
      .optional("path", &WriteBeginResult::path, "Relative to the workspace")
      .optional("state", &WriteBeginResult::state, "open, unless clientToken is of an older draft")
      .optional("nextSeq", &WriteBeginResult::next_seq, "For write_append")
      .optional("nextOffset", &WriteBeginResult::next_offset, "Bytes so far")
      .optional("maxChunkBytes", &WriteBeginResult::max_chunk_bytes, "Of one piece")
      .optional("recommendedChunkBytes", &WriteBeginResult::recommended_chunk_bytes,
                "Of one piece, for models")
      .optional("expiresAt", &WriteBeginResult::expires_at, "Unless a piece comes before")
      .optional("error", &WriteBeginResult::error, "Why there is no draft");
}

namespace {

constexpr std::uint64_t recommended_bytes = 8192;
constexpr std::chrono::seconds idle_of_strangers = std::chrono::hours(1);

// The state of the target now: its etag, or empty if it may be created. Throws when the terms do
// not allow to write it.
std::optional<std::string> etag_of_target(const Workspace& workspace, const Place& place,
                                          WriteTerms terms) {
  const bool may_make_parents = terms.create_parents;
  terms.create_parents = false;
  try {
    const auto is_unknown = [](const Descriptor&) { return false; };
    Publication publication(workspace, place, terms, {0, is_unknown});
    publication.is_done();
    if (!publication.replaces()) return std::nullopt;
    return publication.existing_etag();
  } catch (const FileError& error) {
    const bool can_be_made = may_make_parents && error.code() == "E_NO_PARENT" &&
                             terms.mode != WriteMode::overwrite && !terms.if_match;
    if (!can_be_made) throw;
    return std::nullopt;
  }
}

// What is there when the draft is committed must be what was there when it was begun.
void restrict_to(const std::optional<std::string>& existing, DraftRecord& record) {
  record.mode = existing ? WriteMode::overwrite : WriteMode::create;
  if (existing && !record.if_match) record.if_match = existing;
}

std::chrono::seconds idle_time(const ToolAccess& access, const WriteBegin& in,
                               const ToolContext& context) {
  const bool is_known = access.one_user || !context.caller().principal.empty();
  const auto longest = is_known ? access.drafts.limits().idle
                                : std::min(idle_of_strangers, access.drafts.limits().idle);
  return in.ttl_seconds ? std::min(std::chrono::seconds(*in.ttl_seconds), longest) : longest;
}

DraftRecord to_record(const WriteBegin& in, const std::string& shown) {
  WriteBegin same = in;
  same.area = nullptr;
  return {.handle = {},
          .path = shown,
          .mode = in.mode,
          .if_match = in.if_match,
          .create_parents = in.create_parents,
          .executable = in.executable,
          .encoding = in.encoding,
          .total_size = in.total_size,
          .sha256 = in.sha256,
          .sync = in.sync,
          .client_token = in.client_token,
          .arguments_sha256 = sha256_hex(to_text(encode(same))),
          .by_ticket = in.by_ticket};
}

void require_size(const ToolAccess& access, const WriteBegin& in) {
  const auto limit = access.drafts.limits().max_bytes;
  if (in.total_size.value_or(0) <= limit) return;
  throw FileError(
      "E_TOO_LARGE",
      "a file that is written in pieces may not have more than " + std::to_string(limit) + " bytes",
      "write several files");
}

// The path comes last and in quotes, so that it cannot imitate our own text.
std::string draft_question(const std::string& shown, const std::optional<std::string>& existing) {
  const std::string what =
      existing ? "Replace a file (etag " + *existing + ") by one that is written in pieces"
               : "Create a file that is written in pieces";
  return what + "?\nFile: " + quoted_path(shown);
}

ToolReply begun(const ToolAccess& access, Draft& draft) {
  WriteBeginResult result{.handle = draft.record.handle,
                          .path = draft.record.path,
                          .state = draft.record.state,
                          .max_chunk_bytes = access.drafts.limits().max_piece_bytes,
                          .recommended_chunk_bytes = recommended_bytes};
  if (draft.record.state == DraftState::open) {
    result.next_seq = draft.pieces().next_seq();
    result.next_offset = draft.pieces().next_offset();
    result.expires_at = expiry_of(access, draft);
  }
  return structured(encode(result));
}

ToolReply begin(const ToolAccess& access, WriteBegin in, ToolContext& context) {
  auto draft = begin_draft(access, std::move(in), context);
  if (auto* asked = std::get_if<ToolReply>(&draft)) return std::move(*asked);
  return begun(access, std::get<Draft>(draft));
}

}  // namespace

std::variant<Draft, ToolReply> begin_draft(const ToolAccess& access, WriteBegin in,
                                           ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  require_size(access, in);
  Workspace& workspace = access.workspace();
  const std::string& owner = context.caller().principal;
  const Place place = workspace.locate_for_writing(in.path, in.area);
  DraftRecord record = to_record(in, place.shown);
  if (in.client_token) {
    auto same = access.drafts.begun(owner, *in.client_token, *record.arguments_sha256);
    if (same) return *std::move(same);
  }
  const auto existing = etag_of_target(workspace, place, record.terms());
  if (access.approval == Approval::all || (existing && access.approval == Approval::overwrite)) {
    const std::string question = draft_question(place.shown, existing);
    if (auto asked = approve_write(access, place.shown, question, context)) return *asked;
  }
  restrict_to(existing, record);
  record.idle_seconds = idle_time(access, in, context).count();
  return access.drafts.begin(owner, place, std::move(record));
}

WorkspaceTool write_begin_tool() {
  return workspace_tool<WriteBegin, WriteBeginResult>(
      {.name = "write_begin",
       .title = "Begin to write a file in pieces",
       .description = "Begins a draft of a large file: write_append adds pieces, write_commit "
                      "gives it its name. It expires when it is unused for a day.",
       .annotations =
           {.read_only = false, .destructive = false, .idempotent = false, .open_world = false}},
      begin);
}

}  // namespace mcp::files
