#include "approvals.hpp"

#include <functional>

namespace mcp::files {
namespace {

std::size_t slot(std::string_view path, std::size_t slots) {
  return std::hash<std::string_view>()(path) % slots;
}

}  // namespace

std::uint64_t Approvals::used(std::string_view path) const {
  return counts_[slot(path, counts_.size())];
}

bool Approvals::use(std::string_view path, std::uint64_t count) {
  return counts_[slot(path, counts_.size())].compare_exchange_strong(count, count + 1);
}

}  // namespace mcp::files
