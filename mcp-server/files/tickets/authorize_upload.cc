#include <chrono>
#include <variant>

#include "drafts/draft_tools.hpp"
#include "tickets/ticket_tools.hpp"
#include "tickets/tickets.hpp"
#include "tools.hpp"

namespace mcp::files {

Object<TransferDescriptor> TransferDescriptor::describe() {
  return Object<TransferDescriptor>()
      .required("transport", &TransferDescriptor::transport, "http or https")
      .required("method", &TransferDescriptor::method, "")
      .required("url", &TransferDescriptor::url, "Needs no other credentials")
      .required("expiresAt", &TransferDescriptor::expires_at, "Unless it is used before");
}

Object<AuthorizeUpload> AuthorizeUpload::describe() {
  return Object<AuthorizeUpload>()
      .required("path", &AuthorizeUpload::path, "")
      .optional("mode", &AuthorizeUpload::mode, "")
      .optional("ifMatch", &AuthorizeUpload::if_match, "")
      .optional("createParents", &AuthorizeUpload::create_parents, "")
      .optional("size", &AuthorizeUpload::size, "")
      .optional("sha256", &AuthorizeUpload::sha256, "");
}

Object<AuthorizeUploadResult> AuthorizeUploadResult::describe() {
  return Object<AuthorizeUploadResult>()
      .optional("path", &AuthorizeUploadResult::path, "Relative to the workspace")
      .optional("handle", &AuthorizeUploadResult::handle, "For write_status and write_abort")
      .optional("upload", &AuthorizeUploadResult::upload, "Where to send the bytes")
      .optional("maxSize", &AuthorizeUploadResult::max_size, "Bytes")
      .optional("error", &AuthorizeUploadResult::error, "Why there is no ticket");
}

namespace {

ToolReply authorize_upload(const ToolAccess& access, AuthorizeUpload in, ToolContext& context) {
  const auto idle = std::chrono::duration_cast<std::chrono::seconds>(access.tickets->limits().idle);
  auto begun = begin_draft(access,
                           {.path = in.path,
                            .mode = in.mode,
                            .if_match = std::move(in.if_match),
                            .create_parents = in.create_parents,
                            .encoding = TextEncoding::base64,
                            .total_size = in.size,
                            .sha256 = std::move(in.sha256),
                            .sync = DraftSync::commit,
                            .ttl_seconds = idle.count(),
                            .by_ticket = true},
                           context);
  if (auto* asked = std::get_if<ToolReply>(&begun)) return std::move(*asked);
  const Draft& draft = std::get<Draft>(begun);
  const std::string& handle = draft.record.handle;
  return structured(encode(
      AuthorizeUploadResult{.path = draft.record.path,
                            .handle = handle,
                            .upload = TransferDescriptor{.transport = access.tickets->transport(),
                                                         .method = "PUT",
                                                         .url = access.tickets->url_of(handle),
                                                         .expires_at = expiry_of(access, draft)},
                            .max_size = in.size ? *in.size : access.drafts.limits().max_bytes}));
}

}  // namespace

WorkspaceTool authorize_upload_tool() {
  return workspace_tool<AuthorizeUpload, AuthorizeUploadResult>(
      {.name = "authorize_upload",
       .title = "Get a URL to upload a file",
       .description = "Returns a URL: `curl -T FILE URL` writes the file.",
       .annotations =
           {.read_only = false, .destructive = true, .idempotent = false, .open_world = false}},
      authorize_upload);
}

}  // namespace mcp::files
