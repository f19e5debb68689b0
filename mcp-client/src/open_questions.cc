#include "open_questions.hpp"

#include <utility>

namespace mcp {

OpenQuestions::~OpenQuestions() {
  for (const auto& [method, id] : asked_) {
    const Error unwanted(ErrorCode::request_cancelled, "The answer is not needed any more");
    if (conversation_.calls().give_up(id, unwanted)) conversation_.channel().forget(id);
  }
}

void OpenQuestions::ask(std::string_view method, Json params) {
  asked_[std::string(method)] = conversation_.start(
      method, [&](const RequestId&) { return std::move(params); },
      [state = state_, key = std::string(method)](Result<Json> answer) {
        {
          const std::scoped_lock lock(state->mutex);
          state->answers.insert_or_assign(key, std::move(answer));
        }
        state->changed.notify_all();
      });
}

OpenQuestions::Answers OpenQuestions::wait(std::chrono::steady_clock::time_point deadline,
                                           const std::function<bool(const Answers&)>& enough) {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait_until(lock, stop_, deadline, [&] { return enough(state_->answers); });
  if (stop_.stop_requested()) {
    throw Error(ErrorCode::request_cancelled, "Cancelled while connecting");
  }
  return state_->answers;
}

}  // namespace mcp
