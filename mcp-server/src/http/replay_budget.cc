#include "http/replay_budget.hpp"

#include <algorithm>
#include <map>

namespace mcp::http {
namespace {

using Keepers = std::vector<std::shared_ptr<ReplayKeeper>>;

std::shared_ptr<ReplayKeeper> largest(const Keepers& keepers) {
  std::map<std::string_view, std::size_t> by_principal;
  for (const auto& each : keepers) by_principal[each->principal()] += each->kept_bytes();
  const auto most = std::ranges::max_element(
      by_principal, {}, [](const auto& principal) { return principal.second; });
  if (most == by_principal.end() || most->second == 0) return nullptr;
  std::shared_ptr<ReplayKeeper> found;
  for (const auto& each : keepers) {
    if (each->principal() != most->first) continue;
    if (!found || each->kept_bytes() > found->kept_bytes()) found = each;
  }
  return found;
}

}  // namespace

void ReplayBudget::join(std::weak_ptr<ReplayKeeper> keeper) {
  std::scoped_lock lock(mutex_);
  keepers_.push_back(std::move(keeper));
  if ((keepers_.size() & (keepers_.size() - 1)) != 0) return;  // every power of two is often enough
  std::erase_if(keepers_, [](const auto& each) { return each.expired(); });
}

std::vector<std::shared_ptr<ReplayKeeper>> ReplayBudget::living() {
  std::scoped_lock lock(mutex_);
  Keepers living;
  for (const auto& each : keepers_) {
    if (auto keeper = each.lock(); keeper && keeper->kept_bytes() > 0) {
      living.push_back(std::move(keeper));
    }
  }
  return living;
}

void ReplayBudget::settle() {
  if (used_ <= limit_) return;
  std::scoped_lock settling(settling_);
  if (used_ <= limit_) return;
  // Drops a little more than needed, so that not every event has to check all sessions.
  const std::size_t aim = limit_ - limit_ / 8;
  const Keepers keepers = living();
  while (used_ > aim) {
    const auto keeper = largest(keepers);
    if (!keeper) return;
    const std::size_t before = keeper->kept_bytes();
    keeper->shed(std::min(used_ - aim, std::max<std::size_t>(before / 8, 1)));
    if (keeper->kept_bytes() >= before) return;  // new events arrived: try again later
  }
}

}  // namespace mcp::http
