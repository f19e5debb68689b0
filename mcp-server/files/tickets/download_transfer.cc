#include "tickets/download_transfer.hpp"

#include <algorithm>
#include <system_error>

#include "file_error.hpp"
#include "file_identity.hpp"
#include "text/percent.hpp"
#include "tickets/error_reply.hpp"

namespace mcp::files {
namespace {

constexpr const char* download_methods = "GET, HEAD";
constexpr std::uint64_t sent_at_once = std::uint64_t{1} << 20;
constexpr int whole_content = 200;
constexpr int partial_content = 206;
constexpr int range_not_satisfiable = 416;

FileError changed_file(const std::string& shown) {
  return FileError("E_CONFLICT", '`' + shown + "` has changed since the ticket was issued",
                   "ask for a new ticket with authorize_download");
}

std::string state_of(const OpenedFile& file) {
  return etag_of_status(status_of(file.fd(), file.shown()));
}

bool is_plain(char letter) {
  const bool is_word = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9');
  return is_word || std::string_view("._-").find(letter) != std::string_view::npos;
}

// Spec: RFC 6266 section 4.3, RFC 8187.
std::string disposition(const std::string& shown) {
  const std::string name = shown.substr(shown.rfind('/') + 1);
  std::string plain = name;
  std::ranges::replace_if(
      plain, [](char letter) { return !is_plain(letter); }, '_');
  return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + percent_encoded(name);
}

std::string quoted(const std::string& etag) {
  return '"' + etag + '"';
}

}  // namespace

DownloadTransfer::DownloadTransfer(std::shared_ptr<TicketFiles> files, UsedTicket used,
                                   http::Request request)
    : files_(std::move(files)), used_(std::move(used)), request_(std::move(request)) {}

std::optional<http::TransferReply> DownloadTransfer::begin() {
  if (request_.method != "GET" && request_.method != "HEAD") return wrong_method(download_methods);
  try {
    return open();
  } catch (const FileError& error) {
    return error_reply(error);
  } catch (const std::system_error& error) {  // no threads, memory or descriptors are left
    return error_reply(system_error(error.code().value(), "the workspace"));
  }
}

http::TransferReply DownloadTransfer::respond() {
  return {};  // `begin` has responded
}

http::TransferReply DownloadTransfer::open() {
  const Download download = files_->tickets->use(used_.ticket, used_.owner);
  const Workspace& workspace = *files_->workspace;
  file_.emplace(workspace, workspace.locate(download.path, download.area));
  state_ = state_of(*file_);
  if (file_->etag() != download.etag) throw changed_file(file_->shown());
  return reply_for(wanted(download.etag), download.etag);
}

// Spec: RFC 9110 sections 13.1.5 and 14.2.
WantedBytes DownloadTransfer::wanted(const std::string& etag) const {
  const std::string* range = request_.header("Range");
  const std::string* if_range = request_.header("If-Range");
  const bool is_other = if_range && *if_range != quoted(etag);
  if (!range || is_other || request_.method != "GET") return WholeFile();
  return wanted_bytes(*range, file_->size());
}

http::TransferReply DownloadTransfer::reply_for(const WantedBytes& wanted,
                                                const std::string& etag) {
  const std::string size = std::to_string(file_->size());
  if (std::holds_alternative<Unsatisfiable>(wanted)) {
    const FileError error("E_INPUT", "the file has " + size + " bytes",
                          "ask for a range inside the file");
    http::TransferReply reply =
        json_reply(range_not_satisfiable, {{"error", encode(error.info())}});
    reply.head.headers.push_back({"Content-Range", "bytes */" + size});
    return reply;
  }
  const auto* const range = std::get_if<ByteRange>(&wanted);
  at_ = range ? range->first : 0;
  end_ = range ? range->last + 1 : file_->size();
  auto headers = ticket_headers("application/octet-stream");
  headers.push_back({"Accept-Ranges", "bytes"});
  headers.push_back({"ETag", quoted(etag)});
  headers.push_back({"Content-Disposition", disposition(file_->shown())});
  if (range) {
    headers.push_back({"Content-Range", "bytes " + std::to_string(range->first) + '-' +
                                            std::to_string(range->last) + '/' + size});
  }
  return {.head = {range ? partial_content : whole_content, std::move(headers)},
          .streamed_bytes = end_ - at_};
}

std::string DownloadTransfer::read() {
  const auto wanted = static_cast<std::size_t>(std::min(sent_at_once, end_ - at_));
  try {
    std::string bytes = file_->read(at_, wanted);
    at_ += bytes.size();
    const bool is_cut = bytes.size() != wanted;
    const bool has_changed = at_ == end_ && state_of(*file_) != state_;
    return is_cut || has_changed ? std::string() : bytes;
  } catch (const FileError&) {
    return {};
  }
}

}  // namespace mcp::files
