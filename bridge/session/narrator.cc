#include "bridge/session/narrator.hpp"

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
  const bool is_text = block.value("type", "") == "text";
  if (is_text && services_.secrets) redactors_.try_emplace(index, services_.secrets);
  transcript_.block_began(index, block);
}

void Narrator::text(int index, std::string_view piece) {
  heard();
  transcript_.set_phase(Phase::streaming);
  const auto redactor = redactors_.find(index);
  if (redactor == redactors_.end()) return transcript_.text(index, piece);
  transcript_.text(index, redactor->second.take(piece));
}

void Narrator::thinking(int index, std::string_view piece) {
  heard();
  transcript_.thinking(index, piece);
}

void Narrator::tool_input(int index, std::string_view piece) {
  heard();
  transcript_.tool_input(index, piece);
}

void Narrator::block_finished(int index, const Json&) {
  const auto redactor = redactors_.find(index);
  if (redactor == redactors_.end()) return;
  transcript_.text(index, redactor->second.finish());
  redactors_.erase(redactor);
}

// What a message has used is told once it is complete.
void Narrator::used(const Usage&) {}

void Narrator::retrying(int attempt, std::chrono::milliseconds wait, const ModelFailure&) {
  transcript_.set_phase(Phase::retrying, {{"attempt", attempt}, {"retry_in_ms", wait.count()}});
}

void Narrator::finish() {
  for (auto& [index, redactor] : redactors_) transcript_.text(index, redactor.finish());
  redactors_.clear();
  if (heard_) services_.observer.message_streamed(Clock::now() - asked_);
}

}  // namespace mcp::bridge
