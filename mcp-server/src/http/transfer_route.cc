#include "http/transfer_route.hpp"

#include <optional>
#include <utility>
#include <variant>

#include "http/cors.hpp"
#include "http/guard.hpp"
#include "http/header_value.hpp"
#include "http/responses.hpp"

namespace mcp::http {
namespace {

constexpr const char* methods = "GET, HEAD, PUT, DELETE";
constexpr const char* usual_request_headers = "Authorization, Content-Type, Content-Range, Range";
constexpr const char* readable_headers =
    "Accept-Ranges, Content-Disposition, Content-Range, ETag, Retry-After, Upload-Offset, "
    "Upload-Complete, Upload-Length";

/// A transfer that responds at once.
class Answered final : public Transfer {
 public:
  explicit Answered(TransferReply reply) : reply_(std::move(reply)) {}

  std::optional<TransferReply> begin() override { return std::move(reply_); }
  std::optional<TransferReply> receive(std::string_view) override { return std::nullopt; }
  TransferReply respond() override { return {}; }
  std::string read() override { return {}; }

 private:
  TransferReply reply_;
};

/// A transfer that counts as open, and whose responses the page of an allowed origin may read.
class OpenTransfer final : public Transfer {
 public:
  OpenTransfer(std::shared_ptr<Transfer> transfer, Counted counted, const std::string* origin)
      : counted_(std::move(counted)), transfer_(std::move(transfer)) {
    if (origin) origin_ = *origin;
  }

  std::optional<TransferReply> begin() override { return readable(transfer_->begin()); }
  std::optional<TransferReply> receive(std::string_view bytes) override {
    return readable(transfer_->receive(bytes));
  }
  TransferReply respond() override { return *readable(transfer_->respond()); }
  std::string read() override { return transfer_->read(); }

 private:
  std::optional<TransferReply> readable(std::optional<TransferReply> reply) const {
    if (!reply || !origin_) return reply;
    auto& headers = reply->head.headers;
    headers.push_back({"Access-Control-Allow-Origin", *origin_});
    headers.push_back({"Access-Control-Expose-Headers", readable_headers});
    headers.push_back({"Vary", "Origin"});
    return reply;
  }

  const Counted counted_;
  const std::shared_ptr<Transfer> transfer_;
  std::optional<std::string> origin_;
};

std::shared_ptr<Transfer> answered(int status, const Error& error) {
  TransferReply reply{.head = head(status, "application/json"),
                      .body = to_text(mcp::Response{std::nullopt, error})};
  if (status == 503) reply.head.headers.push_back({"Retry-After", "1"});
  return std::make_shared<Answered>(std::move(reply));
}

// Spec: Fetch standard, CORS-preflight request.
std::shared_ptr<Transfer> answered_preflight(const Request& request) {
  const std::string* asked = request.header("Access-Control-Request-Headers");
  const bool harmless = asked && is_list_of_tokens(*asked);
  return std::make_shared<Answered>(TransferReply{
      .head = {204,
               {{"Access-Control-Allow-Methods", methods},
                {"Access-Control-Allow-Headers", harmless ? *asked : usual_request_headers},
                {"Access-Control-Max-Age", "7200"}}}});
}

}  // namespace

bool is_transfer(const Request& request, const Transfers& transfers) {
  return !transfers.prefix.empty() && request.target.starts_with(transfers.prefix);
}

std::shared_ptr<Transfer> open_transfer(const Request& request, ListenerState& state,
                                        const std::string& refusal) {
  if (!refusal.empty()) return answered(403, Error(ErrorCode::invalid_request, refusal));
  auto rejected = check_origin(request, state.endpoint.options());
  if (!rejected) rejected = check_repeated(request);
  if (rejected) return answered(rejected->status, rejected->error);
  auto counted = state.transfers.add(request.peer);
  auto* const place = std::get_if<Counted>(&counted);
  if (!place) {
    auto busy = answered(503, Error(ErrorCode::internal_error,
                                    "Too many uploads and downloads are open; try again later"));
    return std::make_shared<OpenTransfer>(std::move(busy), Counted(), request.header("Origin"));
  }
  const bool preflight = is_preflight(request);
  auto transfer = preflight ? answered_preflight(request) : state.options.transfers.open(request);
  return std::make_shared<OpenTransfer>(std::move(transfer), std::move(*place),
                                        request.header("Origin"));
}

}  // namespace mcp::http
