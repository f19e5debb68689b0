#include "bridge/gateway/dialect.hpp"

namespace mcp::bridge {
namespace {

// The member that deltas append to; null for events that are not deltas.
const char* growing_member(const Event& event) {
  if (event.type == "ai_chunk" || event.type == "thinking_chunk") return "text";
  return event.type == "tool_input_chunk" ? "partial_json" : nullptr;
}

bool same_block(const Json& one, const Json& next) {
  return one.value("message_id", "") == next.value("message_id", "") &&
         one.value("block", -1) == next.value("block", -1);
}

/// Consecutive deltas of one block, merged into one event.
class Run {
 public:
  explicit Run(const EventPointer& first)
      : first_(first), last_(first), member_(growing_member(*first)) {}

  /// Appends the event. Returns false when it belongs to another run.
  bool take(const EventPointer& event) {
    if (!member_ || event->type != first_->type || event->turn != first_->turn) return false;
    Json next = Json::parse(event->data);
    if (data_.is_null()) data_ = Json::parse(first_->data);
    if (!same_block(data_, next)) return false;
    data_[member_].get_ref<std::string&>() += next[member_].get_ref<const std::string&>();
    last_ = event;
    return true;
  }

  EventBatch batch() const {
    if (last_ == first_) return {first_, first_->seq};
    auto event = std::make_shared<Event>(*last_);
    event->data = to_text(data_);
    return {std::move(event), first_->seq};
  }

 private:
  EventPointer first_;
  EventPointer last_;
  const char* member_;
  Json data_;  // merged; null while there is only one event
};

}  // namespace

std::vector<EventBatch> merged(const std::vector<EventPointer>& events) {
  std::vector<EventBatch> batches;
  std::optional<Run> run;
  for (const EventPointer& event : events) {
    if (run && run->take(event)) continue;
    if (run) batches.push_back(run->batch());
    run.emplace(event);
  }
  if (run) batches.push_back(run->batch());
  return batches;
}

}  // namespace mcp::bridge
