#include "bridge/gateway/unanswered_questions.hpp"

#include <algorithm>

#include "json/members.hpp"

namespace mcp::bridge {

void UnansweredQuestions::add(Question question, Clock::time_point until) {
  std::string id = question.id;
  open_.try_emplace(std::move(id), std::move(question), until);
}

void UnansweredQuestions::happened(const std::string& type, const Json& data) {
  if (type == "tool_resolved") open_.erase(text_in(data, "tool_use_id"));
  if (type == "elicitation_resolved" || type == "login_resolved") open_.erase(text_in(data, "id"));
}

std::vector<UnansweredQuestions::Question> UnansweredQuestions::due(Clock::time_point now) const {
  std::vector<Question> due;
  for (const auto& [id, question] : open_) {
    if (question.second <= now) due.push_back(question.first);
  }
  return due;
}

std::optional<UnansweredQuestions::Clock::time_point> UnansweredQuestions::next_after(
    Clock::time_point now) const {
  std::optional<Clock::time_point> next;
  for (const auto& [id, question] : open_) {
    if (question.second > now) next = std::min(next.value_or(question.second), question.second);
  }
  return next;
}

}  // namespace mcp::bridge
