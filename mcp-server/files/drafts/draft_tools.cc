#include "drafts/draft_tools.hpp"

#include "utc_time.hpp"

namespace mcp::files {

void require_open(const Draft& draft) {
  switch (draft.record.state) {
    case DraftState::committed:
      throw FileError("E_COMMITTED", '`' + draft.record.path + "` was written with this draft",
                      "to write it again, call write_begin");
    case DraftState::aborted:
      throw FileError("E_ABORTED", "the draft was aborted", "call write_begin");
    case DraftState::failed:
      throw FileError("E_IO", "the disk has lost bytes of this draft",
                      "call write_begin, and append all pieces again");
    default:
      return;
  }
}

Draft find_open(const ToolAccess& access, std::string_view handle, const ToolContext& context) {
  Draft draft = access.drafts.find(context.caller().principal, handle);
  require_open(draft);
  return draft;
}

WriteCommitResult to_result(const Draft& draft, bool replayed) {
  const WriteFileResult& receipt = *draft.record.receipt;
  return {.path = receipt.path,
          .size = receipt.size,
          .sha256 = receipt.sha256,
          .etag = receipt.etag,
          .created = receipt.created,
          .unchanged = receipt.unchanged,
          .replayed = replayed};
}

std::string expiry_of(const ToolAccess& access, const Draft& draft) {
  return rfc3339(
      {.tv_sec = static_cast<std::time_t>(access.drafts.expires_at(draft)), .tv_nsec = 0});
}

}  // namespace mcp::files
