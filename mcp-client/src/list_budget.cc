#include "list_budget.hpp"

#include <algorithm>

#include "json_memory.hpp"

namespace mcp {
ListBudget::ListBudget(const ListLimits& limits, std::string_view method)
    : limits_(limits), method_(method), deadline_(Clock::now() + limits.timeout) {}

std::chrono::milliseconds ListBudget::time_left() const {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
  if (left.count() <= 0) throw timed_out();
  return left;
}

Error ListBudget::timed_out() const {
  return Error(ErrorCode::request_timed_out, "The server did not complete " + method_ + " within " +
                                                 std::to_string(limits_.timeout.count()) + " ms");
}

void ListBudget::add_page(const Json& page, std::size_t items) {
  ++pages_;
  items_ += items;
  bytes_ += memory_of(page);
  if (pages_ > limits_.max_pages) throw exceeds(limits_.max_pages, "pages");
  if (items_ > limits_.max_items) throw exceeds(limits_.max_items, "items");
  if (bytes_ > limits_.max_bytes) throw exceeds(limits_.max_bytes, "bytes");
}

bool ListBudget::add_cursor(const Json& cursor) {
  return cursors_.insert(to_text(cursor)).second;
}

Error ListBudget::exceeds(std::size_t limit, const char* unit) const {
  return Error(ErrorCode::protocol_violation, "The server's response to " + method_ +
                                                  " exceeds the limit of " + std::to_string(limit) +
                                                  ' ' + unit);
}

}  // namespace mcp
