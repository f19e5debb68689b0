#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <vector>

namespace mcp::files {

/// Merges changes of the same thing, so that each is reported at once and then at most once in an
/// interval; the last change is always reported. The caller says what time it is. One thread.
template <class Thing>
class Pace {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Pace(std::chrono::milliseconds interval) : interval_(interval) {}

  void changed(const Thing& thing) { things_[thing].changed = true; }

  /// The things whose changes are to be reported now. They count as reported.
  std::vector<Thing> due(Time now) {
    std::vector<Thing> due;
    for (auto each = things_.begin(); each != things_.end();) {
      auto& [thing, state] = *each;
      const bool rested = now >= state.rests_until;
      if (state.changed && rested) {
        due.push_back(thing);
        state = {.changed = false, .rests_until = now + interval_};
      } else if (rested) {
        each = things_.erase(each);
        continue;
      }
      ++each;
    }
    return due;
  }

  /// When a change is to be reported next; empty: none waits.
  std::optional<Time> next() const {
    std::optional<Time> next;
    for (const auto& [thing, state] : things_) {
      if (state.changed) next = std::min(next.value_or(state.rests_until), state.rests_until);
    }
    return next;
  }

 private:
  struct State {
    bool changed = false;
    Time rests_until = Time::min();
  };

  const std::chrono::milliseconds interval_;
  std::map<Thing, State> things_;
};

}  // namespace mcp::files
