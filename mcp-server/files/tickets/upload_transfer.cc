#include "tickets/upload_transfer.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "drafts/append_piece.hpp"
#include "drafts/commit_draft.hpp"
#include "drafts/draft_tools.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "text/ascii.hpp"
#include "tickets/error_reply.hpp"

namespace mcp::files {
namespace {

constexpr const char* upload_methods = "PUT, HEAD, DELETE";
constexpr int status_ok = 200;
constexpr int status_created = 201;
constexpr int status_accepted = 202;
constexpr int status_no_content = 204;

std::optional<std::uint64_t> content_length(const http::Request& request) {
  const std::string* value = request.header("Content-Length");
  std::uint64_t length = 0;
  if (!value) return std::nullopt;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), length);
  if (error == std::errc() && end == value->data() + value->size()) return length;
  throw FileError("E_INPUT", "`Content-Length` is not a number", "correct it");
}

FileError wrong_offset(std::uint64_t expected) {
  return FileError("E_OFFSET", "the next byte of this upload is byte " + std::to_string(expected),
                   "send the bytes from there on; HEAD returns it as `Upload-Offset`")
      .expecting({{"offset", expected}});
}

FileError other_size(std::uint64_t known, std::uint64_t sent) {
  return FileError("E_SIZE",
                   "the upload has " + std::to_string(known) + " bytes, and the request says " +
                       std::to_string(sent),
                   "send the same file, or ask for a new ticket")
      .expecting({{"size", known}});
}

}  // namespace

UploadTransfer::UploadTransfer(std::shared_ptr<TicketFiles> files, UsedTicket used,
                               http::Request request)
    : files_(std::move(files)), used_(std::move(used)), request_(std::move(request)) {}

// Turns errors into responses. Once the response is known, another request may use the draft.
template <class Act>
UploadTransfer::Reply UploadTransfer::answer(const Act& act) {
  Reply reply;
  try {
    reply = act();
  } catch (const FileError& error) {
    reply = error_reply(error);
  } catch (const std::system_error& error) {  // no threads, memory or descriptors are left
    reply = error_reply(system_error(error.code().value(), "the workspace"));
  }
  if (!reply) return reply;
  add_progress(*reply);
  draft_.reset();
  return reply;
}

UploadTransfer::Reply UploadTransfer::begin() {
  return answer([this] { return begin_request(); });
}

UploadTransfer::Reply UploadTransfer::receive(std::string_view bytes) {
  return answer([&]() -> Reply {
    store(bytes);
    return std::nullopt;
  });
}

http::TransferReply UploadTransfer::respond() {
  return *answer([this] { return finish(); });
}

UploadTransfer::Reply UploadTransfer::begin_request() {
  const std::string& method = request_.method;
  if (method != "PUT" && method != "HEAD" && method != "DELETE") {
    return wrong_method(upload_methods);
  }
  if (method != "HEAD" && files_->workspace->options().read_only) {
    throw FileError("E_READ_ONLY", "the server runs with --read-only", "use another server");
  }
  draft_ = files_->drafts.find_ticket(used_.ticket, used_.owner);
  if (method == "HEAD") return status();
  if (method == "PUT") return begin_put();
  require_open(*draft_);
  discard();
  return http::TransferReply{.head = {status_no_content, {}}};
}

UploadTransfer::Reply UploadTransfer::begin_put() {
  require_plain_body();
  read_length();
  if (draft_->record.state == DraftState::committed) return replayed();
  require_open(*draft_);
  agree_on_total();
  if (at_ > draft_->pieces().next_offset()) throw wrong_offset(draft_->pieces().next_offset());
  return std::nullopt;
}

// The bytes are stored as they come: a form or a compressed body would become the file.
void UploadTransfer::require_plain_body() const {
  const std::string* type = request_.header("Content-Type");
  const std::string* coding = request_.header("Content-Encoding");
  const bool is_form = type && ascii::lower(*type).starts_with("multipart/");
  const bool is_coded = coding && !ascii::same(*coding, "identity");
  if (!is_form && !is_coded) return;
  throw FileError("E_INPUT", is_form ? "the body is a form" : "the body is compressed",
                  "send the bytes of the file themselves, as `curl -T FILE URL` does");
}

void UploadTransfer::read_length() {
  const auto length = content_length(request_);
  if (!length && !request_.header("Transfer-Encoding")) {
    throw FileError("E_INPUT", "the request has no body", "send `Content-Length`");
  }
  end_ = total_ = length;
  const std::string* sent = request_.header("Content-Range");
  if (!sent) return;
  range_ = sent_range(*sent);
  const bool fits = range_ && (!length || *length == range_->bytes.size());
  if (!fits) {
    throw FileError("E_INPUT", "`Content-Range` is not valid, or not that of the body",
                    "send FIRST, LAST and the size of the file, such as `bytes 0-99/200`");
  }
  at_ = range_->bytes.first;
  end_ = range_->bytes.last + 1;
  total_ = range_->total;
}

// All requests of an upload are about the same file.
void UploadTransfer::agree_on_total() {
  const std::uint64_t limit = files_->drafts.limits().max_bytes;
  if (std::max(total_.value_or(0), end_.value_or(0)) > limit) {
    throw FileError("E_TOO_LARGE",
                    "an upload may not have more than " + std::to_string(limit) + " bytes",
                    "send several files");
  }
  auto& known = draft_->record.total_size;
  if (known && total_ && *known != *total_) throw other_size(*known, *total_);
  if (!known && total_) {
    known = total_;
    draft_->save();
  }
  total_ = known;
}

// A repeated request sends bytes again that have arrived before.
void UploadTransfer::require_same(std::string_view bytes) const {
  const auto stored = read_at(draft_->data(), at_, bytes.size(), draft_->record.path);
  if (stored == bytes) return;
  throw FileError("E_SEQ_CONFLICT",
                  "the upload has other bytes from byte " + std::to_string(at_) + " on",
                  "send the same file, or ask for a new ticket");
}

void UploadTransfer::store(std::string_view bytes) {
  if (end_ && bytes.size() > *end_ - at_) {
    throw FileError("E_INPUT", "the body has more bytes than `Content-Range` says", "correct it");
  }
  const std::uint64_t there = draft_->pieces().next_offset();
  const auto repeated = std::min<std::uint64_t>(there - std::min(at_, there), bytes.size());
  if (repeated > 0) require_same(bytes.substr(0, repeated));
  at_ += bytes.size();
  const std::string_view fresh = bytes.substr(repeated);
  if (fresh.empty()) return;
  append_piece(*files_->workspace, files_->drafts, *draft_,
               {.seq = draft_->pieces().next_seq(), .bytes = fresh});
}

UploadTransfer::Reply UploadTransfer::finish() {
  const std::uint64_t there = draft_->pieces().next_offset();
  if (end_ && at_ < *end_) {
    throw FileError("E_SIZE", "the body ended before byte " + std::to_string(*end_),
                    "send the bytes that follow `Upload-Offset`");
  }
  if (!range_ && !total_) total_ = at_;
  if (total_ && there > *total_) throw other_size(there, *total_);
  if (!total_ || there < *total_) return json_reply(status_accepted, {{"offset", there}});
  commit_draft(*files_->workspace, *draft_, {.size = total_}, {});
  const WriteCommitResult result = to_result(*draft_, false);
  return json_reply(result.created.value_or(false) ? status_created : status_ok, encode(result));
}

// The response to the last request was lost, so the client has sent it again.
UploadTransfer::Reply UploadTransfer::replayed() const {
  const auto size = draft_->record.receipt->size.value_or(0);
  if (total_ && *total_ != size) throw other_size(size, *total_);
  return json_reply(status_ok, encode(to_result(*draft_, true)));
}

http::TransferReply UploadTransfer::status() const {
  if (draft_->record.state != DraftState::committed) require_open(*draft_);
  return {.head = {status_no_content, {{"Cache-Control", "no-store"}}}};
}

void UploadTransfer::discard() {
  draft_->record.state = DraftState::aborted;
  draft_->save();
  draft_->drop_bytes();
}

void UploadTransfer::add_progress(http::TransferReply& reply) {
  if (!draft_) return;
  const DraftState state = draft_->record.state;
  const bool is_complete = state == DraftState::committed;
  if (!is_complete && state != DraftState::open) return;
  const std::uint64_t offset =
      is_complete ? draft_->record.receipt->size.value_or(0) : draft_->pieces().next_offset();
  auto& headers = reply.head.headers;
  headers.push_back({"Upload-Offset", std::to_string(offset)});
  headers.push_back({"Upload-Complete", is_complete ? "?1" : "?0"});
  const auto& total = draft_->record.total_size;
  if (total) headers.push_back({"Upload-Length", std::to_string(*total)});
}

}  // namespace mcp::files
