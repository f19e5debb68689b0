#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <variant>

namespace mcp::http {

class ConnectionCount;

/// One counted connection; no longer counted once this is destroyed. An empty one counts nothing.
class CountedConnection {
 public:
  CountedConnection() = default;
  CountedConnection(ConnectionCount& count, std::string address)
      : count_(&count), address_(std::move(address)) {}
  CountedConnection(CountedConnection&& other) noexcept
      : count_(std::exchange(other.count_, nullptr)), address_(std::move(other.address_)) {}
  CountedConnection& operator=(CountedConnection&& other) noexcept {
    std::swap(count_, other.count_);
    std::swap(address_, other.address_);
    return *this;
  }
  inline ~CountedConnection();

  const std::string& address() const { return address_; }

 private:
  ConnectionCount* count_ = nullptr;
  std::string address_;
};

/// Counts open connections, in all and for each address, up to a limit. Any thread.
class ConnectionCount {
 public:
  using Clock = std::chrono::steady_clock;

  enum class Limit { total, of_address };

  ConnectionCount(std::size_t most, std::size_t most_of_address)
      : most_(most), most_of_address_(most_of_address) {}

  /// Counts one more, or says which limit forbids it. The count must outlive the connection.
  std::variant<CountedConnection, Limit> add(const std::string& address) {
    std::scoped_lock lock(mutex_);
    if (total_ >= most_) return Limit::total;
    const auto found = by_address_.find(address);
    const std::size_t now = found == by_address_.end() ? 0 : found->second;
    if (now >= most_of_address_) return Limit::of_address;
    ++by_address_[address];
    ++total_;
    return std::variant<CountedConnection, Limit>(std::in_place_index<0>, *this, address);
  }

  std::size_t total() const {
    std::scoped_lock lock(mutex_);
    return total_;
  }

  /// Waits until there is no connection, at most until then; true if so.
  bool wait_until_none(Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return none_.wait_until(lock, deadline, [this] { return total_ == 0; });
  }

 private:
  friend class CountedConnection;

  void remove(const std::string& address) {
    std::scoped_lock lock(mutex_);
    const auto found = by_address_.find(address);
    if (--found->second == 0) by_address_.erase(found);
    if (--total_ == 0) none_.notify_all();
  }

  const std::size_t most_;
  const std::size_t most_of_address_;
  mutable std::mutex mutex_;
  std::condition_variable none_;
  std::map<std::string, std::size_t> by_address_;
  std::size_t total_ = 0;
};

CountedConnection::~CountedConnection() {
  if (count_) count_->remove(address_);
}

}  // namespace mcp::http
