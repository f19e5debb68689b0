#include "edge/open_requests.hpp"

#include <utility>
#include <vector>

namespace mcp {

Result<Done> OpenRequests::add(const ExchangePointer& exchange,
                               std::optional<ProgressToken> token) {
  const RequestId& id = exchange->request().id;
  {
    std::scoped_lock lock(mutex_);
    if (exchanges_.size() >= limit_) {
      return Error(ErrorCode::internal_error, "Busy: too many requests are open; try again later");
    }
    if (exchanges_.contains(id)) {
      return Error(ErrorCode::invalid_request,
                   "The id " + to_display(id) + " is in use by a request that is still open");
    }
    if (token && !tokens_.insert(*token).second) {
      return Error(ErrorCode::invalid_params, "The progress token " + to_display(*token) +
                                                  " is in use by a request that is still open");
    }
    exchanges_.emplace(id, exchange);
    ++unanswered_;
  }
  exchange->keep(
      std::shared_ptr<void>(nullptr, [self = shared_from_this()](void*) { self->left(); }));
  exchange->on_end([weak = weak_from_this(), id, token] {
    if (auto self = weak.lock()) self->remove(id, token);
  });
  return Done();
}

void OpenRequests::remove(const RequestId& id, const std::optional<ProgressToken>& token) {
  ExchangePointer removed;  // destroyed without the lock
  std::scoped_lock lock(mutex_);
  if (auto node = exchanges_.extract(id); !node.empty()) removed = std::move(node.mapped());
  if (exchanges_.size() + 1 == limit_) fewer_.notify_all();
  if (token) tokens_.erase(*token);
}

void OpenRequests::left() {
  std::scoped_lock lock(mutex_);
  if (--unanswered_ == 0) fewer_.notify_all();
}

void OpenRequests::cancel(const RequestId& id) {
  ExchangePointer exchange;
  {
    std::scoped_lock lock(mutex_);
    const auto found = exchanges_.find(id);
    if (found == exchanges_.end()) return;
    exchange = found->second;
  }
  exchange->cancel();
}

void OpenRequests::cancel_all() {
  for_each([](Exchange& exchange) { exchange.cancel(); });
}

void OpenRequests::for_each(const std::function<void(Exchange&)>& visit) {
  std::vector<ExchangePointer> all;
  {
    std::scoped_lock lock(mutex_);
    for (const auto& [id, exchange] : exchanges_) all.push_back(exchange);
  }
  for (const auto& exchange : all) visit(*exchange);
}

bool OpenRequests::wait_for_room(std::size_t waiting, std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  if (exchanges_.size() <= waiting) return true;
  return fewer_.wait_for(lock, limit, [this] { return exchanges_.size() < limit_; });
}

std::size_t OpenRequests::unanswered() const {
  std::scoped_lock lock(mutex_);
  return unanswered_;
}

bool OpenRequests::wait_until_none(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  return fewer_.wait_for(lock, limit, [this] { return unanswered_ == 0; });
}

}  // namespace mcp
