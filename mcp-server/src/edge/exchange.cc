#include "edge/exchange.hpp"

#include <utility>

namespace mcp {

Exchange::Exchange(Request request, CallerInfo caller, const ServerWire& wire, const Json& self,
                   std::shared_ptr<Sink> sink)
    : request_(std::move(request)),
      caller_(std::move(caller)),
      wire_(wire),
      self_(self),
      sink_(std::move(sink)) {}

// No lock is held during a send, because the peer may be in this process and respond at once. A
// response of another thread waits until the notification was sent, so that it does not overtake
// it.
bool Exchange::notify(Notification notification) {
  {
    std::scoped_lock lock(mutex_);
    if (ended_) return false;
    ++sending_;
  }
  const bool sent = sink_->send(std::move(notification));
  std::optional<Response> late;
  {
    std::scoped_lock lock(mutex_);
    if (--sending_ != 0 || !ended_) return sent;
    late = std::exchange(late_, std::nullopt);
  }
  leave(std::move(late));
  return sent;
}

void Exchange::succeed(Json neutral) {
  respond(wire_.result(request_.method, std::move(neutral), self_));
}

void Exchange::fail(const Error& error) {
  respond(wire_.error(error));
}

void Exchange::answer(Json spelled) {
  respond(std::move(spelled));
}

void Exchange::respond(std::variant<Json, Error> outcome) {
  end(Response{request_.id, std::move(outcome)});
}

void Exchange::cancel() {
  end(std::nullopt);
  stop_.request_stop();
}

void Exchange::end(std::optional<Response> response) {
  std::vector<std::function<void()>> callbacks;
  {
    std::scoped_lock lock(mutex_);
    if (std::exchange(ended_, true)) return;
    callbacks = std::exchange(on_end_, {});
  }
  for (const auto& callback : callbacks) callback();
  {
    std::scoped_lock lock(mutex_);
    if (sending_ != 0) {
      late_ = std::move(response);
      return;
    }
  }
  leave(std::move(response));
}

void Exchange::leave(std::optional<Response> response) {
  if (response) sink_->send(*std::move(response));
  std::shared_ptr<void> lease;
  std::scoped_lock lock(mutex_);
  lease = std::exchange(lease_, nullptr);
}

bool Exchange::ended() const {
  std::scoped_lock lock(mutex_);
  return ended_;
}

void Exchange::on_end(std::function<void()> callback) {
  {
    std::scoped_lock lock(mutex_);
    if (!ended_) return on_end_.push_back(std::move(callback));
  }
  callback();
}

void Exchange::keep(std::shared_ptr<void> lease) {
  std::scoped_lock lock(mutex_);
  if (!ended_) lease_ = std::move(lease);
}

}  // namespace mcp
