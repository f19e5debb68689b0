#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "conversation.hpp"

namespace mcp {

/// Requests that are open at the same time, at most one of each method. The destructor gives up
/// those without a response. One thread.
class ProbeRequests {
 public:
  using Responses = std::map<std::string, Result<Json>, std::less<>>;  // by method

  ProbeRequests(Conversation& conversation, std::stop_token stop)
      : conversation_(conversation), stop_(std::move(stop)) {}
  ~ProbeRequests();
  ProbeRequests(const ProbeRequests&) = delete;
  ProbeRequests& operator=(const ProbeRequests&) = delete;

  void send(std::string_view method, Json params);
  /// Waits until `enough` holds or the deadline has passed, and returns the responses so far.
  /// Throws Error with `request_cancelled` once the stop is requested.
  Responses wait(std::chrono::steady_clock::time_point deadline,
                 const std::function<bool(const Responses&)>& enough);

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable_any changed;
    Responses responses;
  };

  Conversation& conversation_;
  const std::stop_token stop_;
  std::map<std::string, RequestId> sent_;
  const std::shared_ptr<State> state_ = std::make_shared<State>();  // late responses write it, too
};

}  // namespace mcp
