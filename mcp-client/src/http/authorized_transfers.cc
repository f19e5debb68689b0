#include "http/authorized_transfers.hpp"

#include <exception>
#include <utility>

namespace mcp::http::client {

AuthorizedTransfers::AuthorizedTransfers(TransferLoop& loop,
                                         std::shared_ptr<TokenProvider> provider)
    : loop_(loop), provider_(std::move(provider)) {}

AuthorizedTransfers::~AuthorizedTransfers() {
  stop();
  join();
}

AuthorizedTransfers::Id AuthorizedTransfers::start(HttpRequest request,
                                                   std::shared_ptr<ResponseHandler> handler) {
  if (!provider_) return loop_.start(std::move(request), std::move(handler));
  const Id id = next_id_++;
  const auto transfer =
      std::make_shared<AuthorizedTransfer>(*this, id, std::move(request), std::move(handler));
  transfers_.emplace(id, transfer);
  if (is_stopped()) {
    transfer->send();
  } else if (authorizing_ || provider_->must_renew()) {
    wait(transfer, {});
  } else {
    transfer->send();
  }
  return id;
}

void AuthorizedTransfers::cancel(Id id) {
  if (!provider_) return loop_.cancel(id);
  const auto found = transfers_.extract(id);
  if (found) found.mapped()->cancel();
}

void AuthorizedTransfers::wait(std::shared_ptr<AuthorizedTransfer> transfer,
                               AuthorizationChallenge challenge) {
  waiting_.push_back(std::move(transfer));
  if (!authorizing_) authorize(std::move(challenge));
}

void AuthorizedTransfers::authorize(AuthorizationChallenge challenge) {
  authorizing_ = true;
  join();
  worker_ = std::thread([this, challenge = std::move(challenge)] {
    bool repeat = false;
    std::exception_ptr failure;
    try {
      repeat = provider_->authorize(challenge, stop_.get_token());
    } catch (...) {
      failure = std::current_exception();
    }
    loop_.post([this, repeat, failure] { authorized(repeat, failure); });
  });
}

// Each transfer that waited is repeated with the new credentials; if these do not suffice for it,
// it waits again with its own challenge.
void AuthorizedTransfers::authorized(bool repeat, const std::exception_ptr& failure) {
  authorizing_ = false;
  for (const auto& transfer : std::exchange(waiting_, {})) {
    if (repeat) {
      transfer->send();
    } else if (!failure) {
      transfer->give_up();
    } else {
      try {
        std::rethrow_exception(failure);
      } catch (const Error& error) {
        transfer->fail(error);
      } catch (const std::exception& error) {
        transfer->fail(Error(ErrorCode::authorization_failed, error.what()));
      }
    }
  }
}

void AuthorizedTransfers::stop() {
  stop_.request_stop();
}

void AuthorizedTransfers::join() {
  if (worker_.joinable()) worker_.join();
}

}  // namespace mcp::http::client
