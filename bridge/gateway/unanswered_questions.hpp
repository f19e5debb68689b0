#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// Open questions that one client may be unable to answer, each with a deadline. One thread.
class UnansweredQuestions {
 public:
  using Clock = std::chrono::steady_clock;
  struct Question {
    std::string id;
    std::string type;  ///< "tool_request", "elicitation_request" or "login_request"
  };

  /// A question that was added before keeps its deadline.
  void add(Question question, Clock::time_point until);
  /// Handles an event: `tool_resolved` and `elicitation_resolved` remove a question.
  void happened(const std::string& type, const Json& data);
  /// The questions whose deadline has passed.
  std::vector<Question> due(Clock::time_point now) const;
  void remove(const std::string& id) { open_.erase(id); }
  /// The next deadline after `now`; nothing: there is none.
  std::optional<Clock::time_point> next_after(Clock::time_point now) const;
  void clear() { open_.clear(); }

 private:
  std::map<std::string, std::pair<Question, Clock::time_point>> open_;
};

}  // namespace mcp::bridge
