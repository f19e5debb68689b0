#include "engine/correlator.hpp"

#include <utility>

namespace mcp {
namespace {

Result<Json> to_result(Response response) {
  if (auto* error = std::get_if<Error>(&response.outcome)) return std::move(*error);
  return std::get<Json>(std::move(response.outcome));
}

}  // namespace

RequestId Correlator::open(Answered answered) {
  std::optional<Error> closed;
  RequestId id;
  {
    std::scoped_lock lock(mutex_);
    id = next_++;
    closed = closed_;
    if (!closed) open_.emplace(id, std::move(answered));
  }
  if (closed) answered(*closed);
  return id;
}

std::optional<Correlator::Answered> Correlator::take(const RequestId& id) {
  std::scoped_lock lock(mutex_);
  auto call = open_.extract(id);
  if (call.empty()) return std::nullopt;
  return std::move(call.mapped());
}

bool Correlator::resolve(Response response) {
  if (!response.id) return false;
  auto answered = take(*response.id);
  if (!answered) return false;
  (*answered)(to_result(std::move(response)));
  return true;
}

bool Correlator::give_up(const RequestId& id, Error error) {
  auto answered = take(id);
  if (!answered) return false;
  (*answered)(std::move(error));
  return true;
}

void Correlator::close(Error error) {
  std::map<RequestId, Answered> open;
  {
    std::scoped_lock lock(mutex_);
    closed_ = error;
    open = std::exchange(open_, {});
  }
  for (auto& [id, answered] : open) answered(error);
}

void Correlator::reopen() {
  std::scoped_lock lock(mutex_);
  closed_.reset();
}

bool Correlator::is_open(const RequestId& id) const {
  std::scoped_lock lock(mutex_);
  return open_.contains(id);
}

std::size_t Correlator::size() const {
  std::scoped_lock lock(mutex_);
  return open_.size();
}

}  // namespace mcp
