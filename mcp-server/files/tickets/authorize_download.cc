#include "bytes/digest.hpp"
#include "file_identity.hpp"
#include "reading/opened_file.hpp"
#include "tickets/ticket_tools.hpp"
#include "tickets/tickets.hpp"
#include "tools.hpp"
#include "utc_time.hpp"

namespace mcp::files {

Object<AuthorizeDownload> AuthorizeDownload::describe() {
  return Object<AuthorizeDownload>().required("path", &AuthorizeDownload::path, "");
}

Object<AuthorizeDownloadResult> AuthorizeDownloadResult::describe() {
  return Object<AuthorizeDownloadResult>()
      .optional("path", &AuthorizeDownloadResult::path, "Relative to the workspace")
      .optional("size", &AuthorizeDownloadResult::size, "Bytes")
      .optional("etag", &AuthorizeDownloadResult::etag, "For ifMatch")
      .optional("sha256", &AuthorizeDownloadResult::sha256, "Of a file up to 8 MiB")
      .optional("download", &AuthorizeDownloadResult::download, "Where to get the bytes")
      .optional("error", &AuthorizeDownloadResult::error, "Why there is no ticket");
}

namespace {

struct Identity {
  std::string etag;
  std::optional<std::string> sha256;
};

Identity identity_of(const OpenedFile& file) {
  if (file.size() > max_digested_bytes) return {file.etag(), std::nullopt};
  const std::string content = file.read(0, static_cast<std::size_t>(file.size()));
  const std::string digest = sha256_hex(content);
  return {etag_of_digest(digest), digest};
}

ToolReply authorize_download(const ToolAccess& access, AuthorizeDownload in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  const OpenedFile file(access.workspace(), access.workspace().locate(in.path, in.area));
  Identity identity = identity_of(file);
  const auto issued = access.tickets->issue({.owner = context.caller().principal,
                                             .path = file.shown(),
                                             .etag = identity.etag,
                                             .area = in.area});
  const timespec expires{.tv_sec = static_cast<std::time_t>(issued.expires), .tv_nsec = 0};
  return structured(encode(AuthorizeDownloadResult{
      .path = file.shown(),
      .size = file.size(),
      .etag = std::move(identity.etag),
      .sha256 = std::move(identity.sha256),
      .download = TransferDescriptor{.transport = access.tickets->transport(),
                                     .method = "GET",
                                     .url = access.tickets->url_of(issued.ticket),
                                     .expires_at = rfc3339(expires)}}));
}

}  // namespace

WorkspaceTool authorize_download_tool() {
  return workspace_tool<AuthorizeDownload, AuthorizeDownloadResult>(
      {.name = "authorize_download",
       .title = "Get a URL to download a file",
       .description = "Returns a URL: `curl -o FILE URL` reads the file.",
       .annotations =
           {.read_only = true, .destructive = false, .idempotent = false, .open_world = false}},
      authorize_download);
}

}  // namespace mcp::files
