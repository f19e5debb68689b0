#include "bridge/session/narrator.hpp"

#include <utility>

namespace mcp::bridge {

void Narrator::message_started(const std::string& id, const std::string& model) {
  transcript_.message_began(id, model);
}

void Narrator::heard() {
  if (heard_) return;
  heard_ = true;
  services_.observer.first_token(Clock::now() - asked_);
}

void Narrator::block_started(int index, const Json& block) {
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

void Narrator::text(int index, std::string_view piece) {
  heard();
  transcript_.set_phase(Phase::streaming);
  take(index, piece);
}

void Narrator::thinking(int index, std::string_view piece) {
  heard();
  take(index, piece);
}

void Narrator::tool_input(int index, std::string_view piece) {
  heard();
  take(index, piece);
}

void Narrator::take(int index, std::string_view piece) {
  const auto open = open_.find(index);
  if (open != open_.end()) tell(index, open->second, open->second.stream.take(piece));
}

void Narrator::tell(int index, const Open& open, const std::string& text) {
  blocked_ |= open.stream.blocked();
  if (!blocked_) (transcript_.*open.tell)(index, text);
}

void Narrator::block_finished(int index, const Json&) {
  const auto open = open_.find(index);
  if (open == open_.end()) return;
  tell(index, open->second, open->second.stream.finish());
  open_.erase(open);
}

// What a message has used is told once it is complete.
void Narrator::used(const Usage&) {}

void Narrator::retrying(int attempt, std::chrono::milliseconds wait, const ModelFailure&) {
  transcript_.set_phase(Phase::retrying, {{"attempt", attempt}, {"retry_in_ms", wait.count()}});
}

void Narrator::finish() {
  for (auto& [index, open] : open_) tell(index, open, open.stream.finish());
  open_.clear();
  if (heard_) services_.observer.message_streamed(Clock::now() - asked_);
}

}  // namespace mcp::bridge
