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

  /// From now on it can be answered, until the deadline.
  void open(const std::string& id, Clock::time_point deadline) {
    std::scoped_lock lock(mutex_);
    questions_.try_emplace(id, Question{deadline, {}});
  }

  /// Waits for the answer and closes the question, which is open. Nothing: it was stopped, or
  /// nobody answered in time.
  std::optional<Answer> wait(const std::string& id, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    const Question& question = questions_.at(id);
    changed_.wait_until(lock, stop, question.deadline, [&] { return question.answer.has_value(); });
    return std::move(questions_.extract(id).mapped().answer);
  }

  /// False: it is not open (any more), or has its answer.
  bool answer(const std::string& id, Answer answer) {
    {
      std::scoped_lock lock(mutex_);
      const auto found = questions_.find(id);
      if (found == questions_.end() || found->second.answer) return false;
      if (Clock::now() >= found->second.deadline) return false;
      found->second.answer = std::move(answer);
    }
    changed_.notify_all();
    return true;
  }

 private:
  struct Question {
    Clock::time_point deadline;
    std::optional<Answer> answer;
  };

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, Question> questions_;
};

}  // namespace mcp::bridge
