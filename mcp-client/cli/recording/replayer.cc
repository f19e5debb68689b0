#include "recording/replayer.hpp"

#include <algorithm>
#include <utility>

#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp::cli {
namespace {

Json token_of(const Json& params) {
  const Json* token = params.is_object() ? meta::find(params, meta::progress_token) : nullptr;
  return token ? *token : Json();
}

}  // namespace

Replayer::Replayer(const Recording& recording, bool timing, std::shared_ptr<Sink> sink)
    : calls_(calls_of(recording)), timing_(timing), sink_(std::move(sink)), matcher_(calls_) {}

void Replayer::receive(Message message) {
  const std::scoped_lock lock(mutex_);
  if (auto* request = std::get_if<Request>(&message)) return begin(std::move(*request));
  if (const auto* response = std::get_if<Response>(&message)) return answered(*response);
  const auto& notification = std::get<Notification>(message);
  if (notification.method == method::cancelled) cancelled(notification.params);
}

void Replayer::begin(Request request) {
  const auto call = matcher_.match(request);
  if (!call) {
    sink_->send(Response{request.id, call.error()});
    return;
  }
  const bool stays_open = request.method == method::listen;
  if (!(*call)->answered && !stays_open) {
    sink_->send(Response{request.id, Error(ErrorCode::internal_error,
                                           "the recording has no response to this request")});
    return;
  }
  plays_.push_back({*call, std::move(request.id), token_of(request.params)});
  go_on(std::prev(plays_.end()));
}

void Replayer::answered(const Response& response) {
  if (!response.id) return;
  const Json id = mcp::to_json(*response.id);
  const auto playing = std::ranges::find(plays_, std::optional(id), &Playing::waits_for);
  if (playing == plays_.end()) return;
  playing->waits_for.reset();
  go_on(playing);
}

void Replayer::cancelled(const Json& params) {
  const auto id = to_request_id(params.is_object() ? params.value("requestId", Json()) : Json());
  if (!id) return;
  const auto playing = std::ranges::find(plays_, *id, &Playing::id);
  // A scheduled step finds no playing of its id.
  if (playing != plays_.end()) plays_.erase(playing);
}

void Replayer::go_on(Plays::iterator playing) {
  while (playing->next < playing->call->steps.size()) {
    const Milliseconds after = playing->call->steps[playing->next].after;
    const Milliseconds delay = after - std::exchange(playing->played, after);
    if (timing_ && delay.count() >= 1) return schedule(playing, delay);
    if (!send_next(playing)) return;
  }
  const bool over = playing->call->answered;
  if (over) plays_.erase(playing);
}

void Replayer::schedule(Plays::iterator playing, Milliseconds delay) {
  timer_.after(std::chrono::ceil<std::chrono::milliseconds>(delay), [this, id = playing->id] {
    const std::scoped_lock lock(mutex_);
    const auto found = std::ranges::find(plays_, id, &Playing::id);
    if (found != plays_.end() && send_next(found)) go_on(found);
  });
}

bool Replayer::send_next(Plays::iterator playing) {
  Json message = playing->call->steps[playing->next++].message;
  if (!message.contains("method")) {
    message["id"] = mcp::to_json(playing->id);
  } else if (message.contains("id")) {
    playing->waits_for = message["id"];
  } else if (message["method"] == method::progress) {
    if (playing->progress_token.is_null()) return true;
    message["params"]["progressToken"] = playing->progress_token;
  } else if (message.contains("params") && meta::find(message["params"], meta::subscription_id)) {
    message["params"]["_meta"][meta::subscription_id] = mcp::to_json(playing->id);
  }
  send(std::move(message));
  return !playing->waits_for;
}

void Replayer::send(Json message) {
  auto parsed = parse_message(mcp::to_text(message));
  if (parsed) sink_->send(*std::move(parsed));
}

}  // namespace mcp::cli
