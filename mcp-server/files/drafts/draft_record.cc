#include "drafts/draft_record.hpp"

namespace mcp::files {

EnumNames<DraftState> enum_names(DraftState) {
  return {{DraftState::open, "open"},           {DraftState::committing, "committing"},
          {DraftState::committed, "committed"}, {DraftState::aborted, "aborted"},
          {DraftState::expired, "expired"},     {DraftState::failed, "failed"}};
}

EnumNames<DraftSync> enum_names(DraftSync) {
  return {{DraftSync::chunk, "chunk"}, {DraftSync::commit, "commit"}};
}

Object<DraftRecord> DraftRecord::describe() {
  return Object<DraftRecord>()
      .required("state", &DraftRecord::state, "")
      .required("handle", &DraftRecord::handle, "")
      .required("path", &DraftRecord::path, "")
      .required("mode", &DraftRecord::mode, "")
      .optional("ifMatch", &DraftRecord::if_match, "")
      .optional("createParents", &DraftRecord::create_parents, "")
      .optional("executable", &DraftRecord::executable, "")
      .optional("encoding", &DraftRecord::encoding, "")
      .optional("totalSize", &DraftRecord::total_size, "")
      .optional("sha256", &DraftRecord::sha256, "")
      .optional("sync", &DraftRecord::sync, "")
      .optional("clientToken", &DraftRecord::client_token, "")
      .optional("argumentsSha256", &DraftRecord::arguments_sha256, "")
      .optional("byTicket", &DraftRecord::by_ticket, "")
      .required("begun", &DraftRecord::begun, "")
      .required("idleSeconds", &DraftRecord::idle_seconds, "")
      .optional("inode", &DraftRecord::inode, "")
      .optional("receipt", &DraftRecord::receipt, "");
}

WriteTerms DraftRecord::terms() const {
  return {.mode = mode,
          .if_match = if_match,
          .create_parents = create_parents,
          .executable = executable,
          .break_links = false};
}

}  // namespace mcp::files
