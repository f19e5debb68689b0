#pragma once

#include <chrono>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "mcp/client/client.hpp"

namespace mcp {

/// Checks one list against ListLimits, over all pages. One thread.
class ListBudget {
 public:
  ListBudget(const ListLimits& limits, std::string_view method);

  /// The timeout of the next page. Throws Error with `request_timed_out` when no time is left.
  std::chrono::milliseconds time_left() const;
  /// The error of a list that timed out.
  Error timed_out() const;
  /// Counts a page and its items. Throws Error with `protocol_violation` when a limit is exceeded.
  void add_page(const Json& page, std::size_t items);
  /// Counts the cursor of the next page. False: an earlier page had the same cursor.
  bool add_cursor(const Json& cursor);
  /// The list begins anew; pages, items, bytes and time still count.
  void begin_anew() { cursors_.clear(); }

 private:
  using Clock = std::chrono::steady_clock;

  Error exceeds(std::size_t limit, const char* unit) const;

  const ListLimits limits_;
  const std::string method_;
  const Clock::time_point deadline_;
  std::size_t pages_ = 0;
  std::size_t items_ = 0;
  std::size_t bytes_ = 0;
  std::set<std::string> cursors_;
};

}  // namespace mcp
