#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "runtime/caller_count.hpp"

namespace mcp::bridge {

/// The connections that have not shown the token yet. Their number is limited, in total and per
/// address: when a new one exceeds a limit, the oldest is closed. So clients without the token
/// cannot keep out clients that have it. Any thread.
class Strangers {
 public:
  /// The place of one connection, until it is destroyed or left.
  class Place {
   public:
    Place() = default;
    Place(Strangers& strangers, std::uint64_t number) : strangers_(&strangers), number_(number) {}
    Place(Place&& other) noexcept
        : strangers_(std::exchange(other.strangers_, nullptr)), number_(other.number_) {}
    Place& operator=(Place&& other) noexcept {
      std::swap(strangers_, other.strangers_);
      std::swap(number_, other.number_);
      return *this;
    }
    ~Place() { leave(); }
    /// Gives up the place because the connection has shown the token, and returns its count to the
    /// owner. Nothing: the place was given to another connection, or there was none.
    std::optional<Counted> leave() {
      return strangers_ ? std::exchange(strangers_, nullptr)->take(number_) : std::nullopt;
    }

   private:
    Strangers* strangers_ = nullptr;
    std::uint64_t number_ = 0;
  };

  Strangers(std::size_t most, std::size_t most_of_address)
      : most_(std::max<std::size_t>(1, most)),
        most_of_address_(std::max<std::size_t>(1, most_of_address)) {}

  /// Adds a connection. `make_room` is called at most once, when another connection got its place;
  /// it must not wait. This object must outlive the place.
  Place add(Counted counted, std::function<void()> make_room) {
    std::optional<Stranger> first;
    std::uint64_t number = 0;
    {
      const std::scoped_lock lock(mutex_);
      first = take_one_too_many(counted.caller());
      number = next_++;
      ++by_address_[counted.caller()];
      waiting_.emplace(number, Stranger{std::move(counted), std::move(make_room)});
    }
    if (first) first->make_room();
    return {*this, number};
  }

 private:
  struct Stranger {
    Counted counted;
    std::function<void()> make_room;
  };
  using Waiting = std::map<std::uint64_t, Stranger>;

  std::optional<Stranger> take_one_too_many(const std::string& address) {
    const auto count = by_address_.find(address);
    const bool of_address = count != by_address_.end() && count->second >= most_of_address_;
    if (!of_address && waiting_.size() < most_) return std::nullopt;
    const auto first = std::ranges::find_if(waiting_, [&](const auto& each) {
      return !of_address || each.second.counted.caller() == address;
    });
    return erase(first);
  }

  std::optional<Counted> take(std::uint64_t number) {
    const std::scoped_lock lock(mutex_);
    const auto found = waiting_.find(number);
    if (found == waiting_.end()) return std::nullopt;
    return std::move(erase(found).counted);
  }

  Stranger erase(Waiting::iterator stranger) {
    const auto count = by_address_.find(stranger->second.counted.caller());
    if (--count->second == 0) by_address_.erase(count);
    Stranger taken = std::move(stranger->second);
    waiting_.erase(stranger);
    return taken;
  }

  const std::size_t most_;
  const std::size_t most_of_address_;
  std::mutex mutex_;
  Waiting waiting_;  // in order of arrival
  std::map<std::string, std::size_t> by_address_;
  std::uint64_t next_ = 0;
};

}  // namespace mcp::bridge
