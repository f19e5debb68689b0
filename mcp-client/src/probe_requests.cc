#include "probe_requests.hpp"

#include <utility>

namespace mcp {

ProbeRequests::~ProbeRequests() {
  for (const auto& [method, id] : sent_) {
    const Error unwanted(ErrorCode::request_cancelled, "The response is not needed any more");
    if (conversation_.calls().give_up(id, unwanted)) conversation_.channel().forget(id);
  }
}

void ProbeRequests::send(std::string_view method, Json params) {
  sent_[std::string(method)] = conversation_.start(
      method, [&](const RequestId&) { return std::move(params); },
      [state = state_, key = std::string(method)](Result<Json> response) {
        {
          const std::scoped_lock lock(state->mutex);
          state->responses.insert_or_assign(key, std::move(response));
        }
        state->changed.notify_all();
      });
}

ProbeRequests::Responses ProbeRequests::wait(std::chrono::steady_clock::time_point deadline,
                                             const std::function<bool(const Responses&)>& enough) {
  const auto patience = deadline - std::chrono::steady_clock::now();
  const auto is_enough = [&] { return enough(state_->responses); };
  std::unique_lock lock(state_->mutex);
  while (!state_->changed.wait_until(lock, stop_, deadline, is_enough) &&
         conversation_.channel().is_authorizing() && !stop_.stop_requested()) {
    deadline = std::chrono::steady_clock::now() + patience;
  }
  if (stop_.stop_requested()) {
    throw Error(ErrorCode::request_cancelled, "Cancelled while connecting");
  }
  return state_->responses;
}

}  // namespace mcp
