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
class OpenQuestions {
 public:
  using Answers = std::map<std::string, Result<Json>, std::less<>>;  // by method

  OpenQuestions(Conversation& conversation, std::stop_token stop)
      : conversation_(conversation), stop_(std::move(stop)) {}
  ~OpenQuestions();
  OpenQuestions(const OpenQuestions&) = delete;
  OpenQuestions& operator=(const OpenQuestions&) = delete;

  void ask(std::string_view method, Json params);
  /// Waits until `enough` holds or the deadline has passed, and returns the responses so far.
  /// Throws Error with `request_cancelled` once the stop is requested.
  Answers wait(std::chrono::steady_clock::time_point deadline,
               const std::function<bool(const Answers&)>& enough);

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable_any changed;
    Answers answers;
  };

  Conversation& conversation_;
  const std::stop_token stop_;
  std::map<std::string, RequestId> asked_;
  const std::shared_ptr<State> state_ = std::make_shared<State>();  // late responses write it, too
};

}  // namespace mcp
