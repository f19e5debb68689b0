#include "http/authorized_transfer.hpp"

#include <utility>

#include "oauth/challenge.hpp"
#include "text/ascii.hpp"

namespace mcp::http::client {
namespace {

constexpr int unauthorized_status = 401;
constexpr int forbidden_status = 403;
// A login, a nonce, a step-up and a token that expired meanwhile may follow each other; a server
// that rejects more is asked no more.
constexpr int max_sends = 6;
constexpr std::size_t max_kept = std::size_t{64} << 10;

}  // namespace

AuthorizedTransfer::AuthorizedTransfer(TransferOwner& owner, TransferOwner::Id id,
                                       HttpRequest request,
                                       std::shared_ptr<ResponseHandler> handler)
    : owner_(owner), id_(id), request_(std::move(request)), handler_(std::move(handler)) {}

void AuthorizedTransfer::send() {
  if (ended_) return;
  rejection_.reset();
  kept_.clear();
  authorization_.clear();
  ++sent_;
  HttpRequest request = request_;
  for (auto& [name, value] : owner_.provider().headers(request.method, request.url)) {
    if (ascii::same(name, "authorization")) authorization_ = value;
    request.headers.emplace_back(name, std::move(value));
  }
  owner_.sending(authorization_);
  transfer_ = owner_.loop().start(std::move(request), shared_from_this());
}

void AuthorizedTransfer::cancel() {
  ended_ = true;
  if (transfer_) owner_.loop().cancel(*transfer_);
}

void AuthorizedTransfer::head(const ResponseHead& head) {
  owner_.provider().received(head.headers);
  if (demands_authorization(head)) {
    rejection_ = head;
  } else {
    handler_->head(head);
  }
}

// Spec: RFC 6750 section 3.1.
bool AuthorizedTransfer::demands_authorization(const ResponseHead& head) const {
  if (sent_ >= max_sends || owner_.is_stopped()) return false;
  if (head.status == unauthorized_status) return true;
  return head.status == forbidden_status &&
         oauth::error_of(head.header("www-authenticate")) == "insufficient_scope";
}

void AuthorizedTransfer::body(std::string_view bytes) {
  if (!rejection_) return handler_->body(bytes);
  kept_ += bytes.substr(0, max_kept - kept_.size());
  if (kept_.size() < max_kept || !transfer_) return;
  owner_.loop().cancel(*std::exchange(transfer_, std::nullopt));
  done("");
}

void AuthorizedTransfer::done(const std::string& failure) {
  transfer_.reset();
  if (ended_) return;
  if (!rejection_) {
    finish();
    return handler_->done(failure);
  }
  owner_.wait(shared_from_this(), {.status = rejection_->status,
                                   .www_authenticate = rejection_->header("www-authenticate"),
                                   .rejected = authorization_,
                                   .address = rejection_->address,
                                   .attempt = sent_});
}

void AuthorizedTransfer::give_up() {
  if (ended_) return;
  if (!rejection_) return send();
  finish();
  handler_->head(*rejection_);
  if (!kept_.empty()) handler_->body(kept_);
  handler_->done("");
}

void AuthorizedTransfer::fail(const Error& error) {
  if (ended_) return;
  finish();
  handler_->unauthorized(error);
}

void AuthorizedTransfer::finish() {
  ended_ = true;
  owner_.finished(id_);
}

}  // namespace mcp::http::client
