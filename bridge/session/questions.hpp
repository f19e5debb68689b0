#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace mcp::bridge {

/// Questions to the user. The first answer counts. Any thread.
template <class Answer>
class Questions {
 public:
  using Clock = std::chrono::system_clock;

  /// Opens a question, which can be answered until the deadline.
  void open(const std::string& id, Clock::time_point deadline) {
    std::scoped_lock lock(mutex_);
    questions_.try_emplace(id, Question{deadline, {}});
  }

  /// Waits for the answer to an open question, then closes it. Nothing: `stop` or the deadline came
  /// first.
  std::optional<Answer> wait(const std::string& id, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    const Question& question = questions_.at(id);
    changed_.wait_until(lock, stop, question.deadline, [&] { return question.answer.has_value(); });
    return std::move(questions_.extract(id).mapped().answer);
  }

  /// Answers a question. Returns false when it is not open, or was already answered.
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
