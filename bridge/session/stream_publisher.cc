#include "bridge/session/stream_publisher.hpp"

#include <utility>

namespace mcp::bridge {

void StreamPublisher::message_started(const std::string& id, const std::string& model) {
  transcript_.message_began(id, model);
}

void StreamPublisher::received() {
  if (received_) return;
  received_ = true;
  services_.observer.first_token(Clock::now() - asked_);
}

void StreamPublisher::block_started(int index, const Json& block) {
  if (blocked_) return;
  const std::string type = block.value("type", "");
  Json start = block;
  std::string text;
  for (const char* name : {"text", "thinking"}) {
    if (type == name) text = std::exchange(start[name], "").get<std::string>();
  }
  if (type == "text") open_.try_emplace(index, Open{&Transcript::text, screen_.words()});
  if (type == "thinking") open_.try_emplace(index, Open{&Transcript::thinking, screen_.words()});
  if (type == "tool_use") {
    open_.try_emplace(index, Open{&Transcript::tool_input, screen_.data(false)});
  }
  transcript_.block_began(index, screen_.without_secrets(std::move(start)));
  take(index, text);
}

void StreamPublisher::text(int index, std::string_view piece) {
  received();
  if (!std::exchange(streaming_, true)) transcript_.set_phase(Phase::streaming);
  take(index, piece);
}

void StreamPublisher::thinking(int index, std::string_view piece) {
  received();
  take(index, piece);
}

void StreamPublisher::tool_input(int index, std::string_view piece) {
  received();
  take(index, piece);
}

void StreamPublisher::take(int index, std::string_view piece) {
  const auto open = open_.find(index);
  if (open != open_.end()) publish(index, open->second, open->second.stream.take(piece));
}

void StreamPublisher::publish(int index, const Open& open, const std::string& text) {
  blocked_ |= open.stream.blocked();
  if (!blocked_) (transcript_.*open.publish)(index, text);
}

void StreamPublisher::block_finished(int index, const Json&) {
  const auto open = open_.find(index);
  if (open == open_.end()) return;
  publish(index, open->second, open->second.stream.finish());
  open_.erase(open);
}

// Usage is published once the message is complete.
void StreamPublisher::used(const Usage&) {}

void StreamPublisher::retrying(int attempt, std::chrono::milliseconds wait, const ModelFailure&) {
  streaming_ = false;
  transcript_.set_phase(Phase::retrying, {{"attempt", attempt}, {"retry_in_ms", wait.count()}});
}

void StreamPublisher::finish() {
  for (auto& [index, open] : open_) publish(index, open, open.stream.finish());
  open_.clear();
  if (received_) services_.observer.message_streamed(Clock::now() - asked_);
}

}  // namespace mcp::bridge
