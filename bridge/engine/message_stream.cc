#include "bridge/engine/message_stream.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "bridge/engine/failures.hpp"
#include "json/members.hpp"
#include "json/parse.hpp"

namespace mcp::bridge {
namespace {

using Stage = ReplyBlock::Stage;

constexpr std::int64_t max_blocks = 10'000;
constexpr std::array known_events = {"message_start",
                                     "content_block_start",
                                     "content_block_delta",
                                     "content_block_stop",
                                     "message_delta",
                                     "message_stop",
                                     "error",
                                     "message"};

/// Whether the message was cut off, so that the end of a tool's input may be missing.
bool cuts(const std::string& stop_reason) {
  return stop_reason == "max_tokens" || stop_reason == "model_context_window_exceeded";
}

}  // namespace

void MessageStream::take(const http::SseEvent& event) {
  // An event without a name has the type "message".
  if (ended() || std::ranges::find(known_events, event.type) == known_events.end()) return;
  bytes_ += event.data.size();
  if (bytes_ > max_bytes) return refuse_size("The response's events are", max_bytes);
  const auto data = json::parse(event.data);
  if (!data.ok()) return fail("an event is not JSON");
  const std::string_view type = view_in(data.value(), "type");
  take_event(type.empty() ? std::string_view(event.type) : type, data.value());
}

void MessageStream::take_event(std::string_view type, const Json& event) {
  if (type == "error") {
    failure_ = failure_of_event(event);
    return;
  }
  if (type == "message_start") return start_message(member(event, "message"));
  if (type == "content_block_start") return start_block(event);
  if (type == "content_block_delta") return take_delta(event);
  if (type == "content_block_stop") return finish_block(event);
  if (type == "message_delta") return close_message(event);
  if (type == "message_stop") return stop_message();
}

void MessageStream::start_message(const Json& message) {
  if (phase_ != Phase::before) return fail("a second message_start");
  phase_ = Phase::blocks;
  reply_.id = text_in(message, "id");
  reply_.model = text_in(message, "model");
  if (reply_.id.empty()) return fail("a message without an id");
  take_usage(member(message, "usage"));
}

void MessageStream::start_block(const Json& event) {
  if (phase_ != Phase::blocks) return fail("a block outside of the message");
  const auto index = count_in(event, "index");
  Json start = member(event, "content_block");
  if (!index || *index >= max_blocks) return fail("a block without an index");
  const std::string type = text_in(start, "type");
  if (type.empty()) return fail("a block without a type");
  const std::string id = text_in(start, "id");
  if (type == "tool_use" && !id.empty()) start["id"] = ids_.claim(id);
  const auto [place, is_new] =
      blocks_.try_emplace(static_cast<int>(*index), static_cast<int>(*index), std::move(start));
  if (!is_new) return fail("a second block with the same index");
  const ReplyBlock& block = place->second;
  if (block.is_tool() && (id.empty() || text_in(block.json(), "name").empty())) {
    return fail("a tool_use without an id or a name");
  }
  content_ += block.size();
  if (content_ > max_content) return refuse_size("The response is", max_content);
  if (published_) listener_.block_started(block.index(), block.json());
}

ReplyBlock* MessageStream::block_of(const Json& event) {
  const auto index = count_in(event, "index");
  const auto found =
      index && *index < max_blocks ? blocks_.find(static_cast<int>(*index)) : blocks_.end();
  const bool open = found != blocks_.end() && found->second.stage() == Stage::open;
  return open ? &found->second : nullptr;
}

void MessageStream::take_delta(const Json& event) {
  ReplyBlock* block = block_of(event);
  if (!block) return fail("a delta of a block that is not open");
  publish();
  const std::size_t before = block->size();
  if (block->take(member(event, "delta"), listener_) == ReplyBlock::Fit::wrong) {
    return fail("a delta that does not fit its block");
  }
  content_ += block->size() - before;
  if (content_ > max_content) refuse_size("The response is", max_content);
}

void MessageStream::finish_block(const Json& event) {
  ReplyBlock* block = block_of(event);
  if (!block) return fail("the end of a block that is not open");
  publish();
  block->finish();
  finished(*block);
}

void MessageStream::finished(const ReplyBlock& block) {
  if (block.stage() == Stage::finished) listener_.block_finished(block.index(), block.json());
}

void MessageStream::close_message(const Json& event) {
  if (phase_ == Phase::before) return fail("message_delta before message_start");
  phase_ = Phase::closing;
  take_usage(member(event, "usage"));
  const Json& delta = member(event, "delta");
  const std::string reason = text_in(delta, "stop_reason");
  if (!reason.empty()) reply_.stop_reason = reason;
  const Json& details = member(delta, "stop_details");
  if (!details.is_null()) reply_.stop_details = details;
  if (published_) listener_.used(reply_.usage);
}

void MessageStream::stop_message() {
  const auto is_open = [](const auto& entry) { return entry.second.stage() == Stage::open; };
  if (phase_ != Phase::closing) return fail("message_stop without message_delta");
  if (std::ranges::any_of(blocks_, is_open)) return fail("message_stop before the end of a block");
  publish();
  judge_held();
  complete_ = true;
}

// The counts are cumulative. A count that is missing keeps its value.
void MessageStream::take_usage(const Json& usage) {
  Usage& now = reply_.usage;
  now.input = count_in(usage, "input_tokens").value_or(now.input);
  now.output = count_in(usage, "output_tokens").value_or(now.output);
  now.cache_read = count_in(usage, "cache_read_input_tokens").value_or(now.cache_read);
  const Json& written = member(usage, "cache_creation");
  now.cache_write_1h = count_in(written, "ephemeral_1h_input_tokens").value_or(now.cache_write_1h);
  now.cache_write_5m = count_in(written, "ephemeral_5m_input_tokens").value_or(now.cache_write_5m);
  const auto all_written = count_in(usage, "cache_creation_input_tokens");
  if (!all_written || written.is_object()) return;
  now.cache_write_1h = std::min(now.cache_write_1h, *all_written);
  now.cache_write_5m = *all_written - now.cache_write_1h;
}

void MessageStream::publish() {
  if (std::exchange(published_, true)) return;
  listener_.message_started(reply_.id, reply_.model);
  listener_.used(reply_.usage);
  for (const auto& [index, block] : blocks_) listener_.block_started(index, block.json());
}

// Decides about the tool inputs that were held back: only the last block can have been cut.
void MessageStream::judge_held() {
  for (auto& [index, block] : blocks_) {
    const bool cut = cuts(reply_.stop_reason) && index == blocks_.rbegin()->first;
    if (block.stage() != Stage::held || cut) continue;
    block.release();
    if (block.is_invalid()) reply_.invalid_inputs.push_back(block.invalid_input());
    finished(block);
  }
}

void MessageStream::assemble() {
  for (auto& [index, block] : blocks_) {
    const bool keep = block.stage() == Stage::finished || block.is_text_so_far();
    if (keep) reply_.content.push_back(block.hand_over());
  }
}

void MessageStream::fail(const std::string& what) {
  failure_ = network_failure("invalid event stream: " + what);
}

// Discards the message: every later request would contain it and be too large, too.
void MessageStream::refuse_size(const std::string& what, std::size_t limit) {
  blocks_.clear();
  failure_ = ModelFailure{
      .kind = ModelFailureKind::refused,
      .detail = what + " larger than " + std::to_string(limit >> 20) +
                " MiB, the limit of the bridge. It was discarded: ask for less at once."};
}

ModelOutcome MessageStream::finish(std::optional<ModelFailure> because) {
  assemble();
  if (complete_) return {.reply = std::move(reply_)};
  if (!failure_) {
    failure_ =
        because ? std::move(because) : network_failure("the stream broke off before message_stop");
  }
  // A message without message_stop is incomplete, even if message_delta gave a stop reason.
  reply_.stop_reason.clear();
  return {.reply = std::move(reply_), .failure = std::move(failure_)};
}

}  // namespace mcp::bridge
