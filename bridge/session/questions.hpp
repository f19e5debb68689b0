#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace mcp::bridge {

/// Questions that wait for a user. The first answer counts. Any thread.
template <class Answer>
class Questions {
 public:
  using Clock = std::chrono::system_clock;

  void open(const std::string& id) {
    std::scoped_lock lock(mutex_);
    answers_.try_emplace(id);
  }

  /// Waits for the answer and closes the question. Nothing: it was stopped, or nobody answered in
  /// time.
  std::optional<Answer> wait(const std::string& id, const std::stop_token& stop,
                             Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, stop, deadline, [&] { return answers_[id].has_value(); });
    std::optional<Answer> answer = std::move(answers_[id]);
    answers_.erase(id);
    return answer;
  }

  /// False: it is not open, or has its answer.
  bool answer(const std::string& id, Answer answer) {
    {
      std::scoped_lock lock(mutex_);
      const auto found = answers_.find(id);
      if (found == answers_.end() || found->second) return false;
      found->second = std::move(answer);
    }
    changed_.notify_all();
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, std::optional<Answer>> answers_;
};

}  // namespace mcp::bridge
