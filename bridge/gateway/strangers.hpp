#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace mcp::bridge {

/// The connections that have not shown the token yet. They have so many places, in all and for each
/// address: when one more comes, the one that came first makes room for it. So those who have no
/// token cannot keep out those who have. Any thread.
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
    void leave() {
      if (strangers_) std::exchange(strangers_, nullptr)->remove(number_);
    }

   private:
    Strangers* strangers_ = nullptr;
    std::uint64_t number_ = 0;
  };

  Strangers(std::size_t most, std::size_t most_of_address)
      : most_(std::max<std::size_t>(1, most)),
        most_of_address_(std::max<std::size_t>(1, most_of_address)) {}

  /// A place for one more. `make_room` is called at most once, when another one needs the place; it
  /// must not wait. The strangers must outlive the place.
  Place add(const std::string& address, std::function<void()> make_room) {
    std::function<void()> first;
    std::uint64_t number = 0;
    {
      const std::scoped_lock lock(mutex_);
      first = take_out_one_too_many(address);
      number = next_++;
      waiting_.emplace(number, Stranger{address, std::move(make_room)});
      ++by_address_[address];
    }
    if (first) first();
    return {*this, number};
  }

 private:
  struct Stranger {
    std::string address;
    std::function<void()> make_room;
  };

  std::function<void()> take_out_one_too_many(const std::string& address) {
    const auto count = by_address_.find(address);
    const bool of_address = count != by_address_.end() && count->second >= most_of_address_;
    if (!of_address && waiting_.size() < most_) return nullptr;
    const auto first = std::ranges::find_if(
        waiting_, [&](const auto& each) { return !of_address || each.second.address == address; });
    auto make_room = std::move(first->second.make_room);
    erase(first);
    return make_room;
  }

  void remove(std::uint64_t number) {
    const std::scoped_lock lock(mutex_);
    if (const auto found = waiting_.find(number); found != waiting_.end()) erase(found);
  }

  void erase(std::map<std::uint64_t, Stranger>::iterator stranger) {
    const auto count = by_address_.find(stranger->second.address);
    if (--count->second == 0) by_address_.erase(count);
    waiting_.erase(stranger);
  }

  const std::size_t most_;
  const std::size_t most_of_address_;
  std::mutex mutex_;
  std::map<std::uint64_t, Stranger> waiting_;  // by when they came
  std::map<std::string, std::size_t> by_address_;
  std::uint64_t next_ = 0;
};

}  // namespace mcp::bridge
