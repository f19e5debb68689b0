#pragma once

#include <boost/asio/ssl/context.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "mcp/server/http_listener.hpp"

namespace mcp::http {

class Shared;

struct GiveBack {
  void operator()(Shared* shared) const;
};

/// One of the `ListenerOptions::max_connections` of a listener.
using Place = std::unique_ptr<Shared, GiveBack>;

/// State that all connections of a listener share. Any thread.
class Shared {
 public:
  Shared(Endpoint& its_endpoint, const ListenerOptions& its_options)
      : endpoint(its_endpoint), options(its_options) {}

  Endpoint& endpoint;
  const ListenerOptions& options;
  std::atomic<std::uint64_t> last_request = 0;
  /// For new connections; empty: they are plain.
  std::atomic<std::shared_ptr<boost::asio::ssl::context>> tls;

  std::size_t connections() const { return connections_; }
  /// A place for one connection, which it keeps until it has ended. Null: all are taken.
  Place take_place() {
    std::size_t taken = connections_;
    while (taken < options.max_connections) {
      if (connections_.compare_exchange_weak(taken, taken + 1)) return Place(this);
    }
    return nullptr;
  }
  /// Users who may not call are told so on few connections at a time. False: not on this one.
  bool begin_refusing() {
    if (++refusing_ <= most_refusing) return true;
    --refusing_;
    return false;
  }
  void end_refusing() { --refusing_; }
  /// Waits until there is no connection, at most until then; true if so.
  bool wait_until_none(Endpoint::Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return none_.wait_until(lock, deadline, [this] { return connections_ == 0; });
  }

 private:
  friend GiveBack;

  void give_back() {
    if (--connections_ != 0) return;
    std::scoped_lock lock(mutex_);
    none_.notify_all();
  }

  static constexpr std::size_t most_refusing = 16;

  std::atomic<std::size_t> connections_ = 0;
  std::atomic<std::size_t> refusing_ = 0;
  std::mutex mutex_;
  std::condition_variable none_;
};

inline void GiveBack::operator()(Shared* shared) const {
  shared->give_back();
}

}  // namespace mcp::http
