#include "http/authorized_transfers.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "runtime/pause.hpp"

namespace mcp::http::client {
namespace {

constexpr std::chrono::milliseconds until_retry(10);

}  // namespace

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
    wait(transfer, {.attempt = 0});
  } else {
    transfer->send();
  }
  return id;
}

void AuthorizedTransfers::cancel(Id id) {
  if (!provider_) return loop_.cancel(id);
  const auto found = transfers_.extract(id);
  if (!found) return;
  found.mapped()->cancel();
  const bool was_waiting = std::erase_if(
      waiting_, [id](const Waiting& waiting) { return waiting.transfer->id() == id; });
  if (was_waiting && waiting_.empty()) authorization_stop_.request_stop();
}

bool AuthorizedTransfers::is_waiting(Id id) const {
  return std::ranges::any_of(waiting_,
                             [id](const Waiting& waiting) { return waiting.transfer->id() == id; });
}

void AuthorizedTransfers::wait(std::shared_ptr<AuthorizedTransfer> transfer,
                               AuthorizationChallenge challenge) {
  waiting_.push_back({std::move(transfer), challenge});
  if (!authorizing_) authorize(std::move(challenge));
}

void AuthorizedTransfers::sending(const std::string& authorization) {
  if (authorization == authorization_) return;
  authorization_ = authorization;
  ++authorizations_;
}

void AuthorizedTransfers::authorize(AuthorizationChallenge challenge) {
  authorizing_ = true;
  join();
  authorization_stop_ = std::stop_source();
  worker_ = std::thread([this, challenge = std::move(challenge), stop = authorization_stop_] {
    const std::stop_callback on_end(stop_.get_token(), [stop]() mutable { stop.request_stop(); });
    bool repeat = false;
    std::optional<Error> failure;
    try {
      repeat = provider_->authorize(challenge, stop.get_token());
    } catch (const Error& error) {
      failure = error;
    } catch (const std::exception& error) {
      failure.emplace(ErrorCode::authorization_failed, error.what());
    } catch (...) {
      failure.emplace(ErrorCode::authorization_failed, "The authorization failed");
    }
    post_outcome(repeat, failure);
  });
}

// The loop refuses tasks when it has too many.
void AuthorizedTransfers::post_outcome(bool repeat, const std::optional<Error>& failure) {
  const auto task = [this, repeat, failure] { authorized(repeat, failure); };
  while (!loop_.post(task) && pause_for(until_retry, stop_.get_token())) {
  }
}

// Each transfer that waited is repeated with the new credentials; if these do not suffice for it,
// it waits again with its own challenge.
void AuthorizedTransfers::authorized(bool repeat, const std::optional<Error>& failure) {
  authorizing_ = false;
  auto waiting = std::exchange(waiting_, {});
  // These came after all that the cancelled authorization was for.
  const bool was_cancelled = authorization_stop_.stop_requested() && !is_stopped();
  if (was_cancelled && failure) {
    for (auto& [transfer, challenge] : waiting) wait(transfer, std::move(challenge));
    return;
  }
  for (const auto& [transfer, challenge] : waiting) {
    if (repeat) {
      transfer->send();
    } else if (!failure) {
      transfer->give_up();
    } else {
      transfer->fail(*failure);
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
