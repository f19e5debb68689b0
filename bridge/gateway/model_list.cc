#include "bridge/gateway/model_list.hpp"

namespace mcp::bridge {
namespace {

constexpr std::chrono::minutes kept(10);

}  // namespace

bool ModelList::is_fresh() const {
  return !ids_.empty() && Clock::now() - asked_at_ < kept;
}

std::vector<std::string> ModelList::ids(Model& model, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const bool free = changed_.wait(lock, stop, [this] { return is_fresh() || !asking_; });
  if (!free) return {};
  if (is_fresh()) return ids_;
  asking_ = true;
  lock.unlock();
  auto ids = model.models(stop);
  lock.lock();
  asking_ = false;
  asked_at_ = Clock::now();
  if (!ids.empty()) ids_ = std::move(ids);
  lock.unlock();
  changed_.notify_all();
  lock.lock();
  return ids_;
}

}  // namespace mcp::bridge
