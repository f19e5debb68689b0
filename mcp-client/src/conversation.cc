#include "conversation.hpp"

#include <future>

namespace mcp {

RequestId Conversation::start(std::string_view method,
                              const std::function<Json(const RequestId&)>& params,
                              Correlator::Answered answered) {
  const RequestId id = calls_.open(std::move(answered));
  if (!channel_.send(Request{id, std::string(method), params(id)})) {
    calls_.give_up(id, Error(ErrorCode::connection_closed, "The server takes no more messages"));
  }
  return id;
}

Result<Json> Conversation::ask(std::string_view method, Json params,
                               std::chrono::milliseconds timeout, const std::stop_token& stop) {
  // Shared, because a response that arrives after the timeout still sets it.
  const auto answer = std::make_shared<std::promise<Result<Json>>>();
  auto arrived = answer->get_future();
  const auto id = start(
      method, [&](const RequestId&) { return std::move(params); },
      [answer](Result<Json> result) { answer->set_value(std::move(result)); });
  const std::stop_callback on_stop(
      stop, [this, &id] { calls_.give_up(id, Error(ErrorCode::request_cancelled, "Cancelled")); });
  while (arrived.wait_for(timeout) == std::future_status::timeout) {
    if (channel_.is_authorizing()) continue;
    calls_.give_up(id, Error(ErrorCode::request_timed_out,
                             "No response to " + std::string(method) + " within " +
                                 std::to_string(timeout.count()) + " ms"));
    channel_.forget(id);
    break;
  }
  if (stop.stop_requested()) channel_.forget(id);
  return arrived.get();
}

void Conversation::notify(std::string_view method, Json params) {
  channel_.send(Notification{std::string(method), std::move(params)});
}

}  // namespace mcp
