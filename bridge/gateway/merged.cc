#include "bridge/gateway/dialect.hpp"

namespace mcp::bridge {
namespace {

// The member that grows; null for events that stand for themselves.
const char* growing_member(const Event& event) {
  if (event.type == "ai_chunk" || event.type == "thinking_chunk") return "text";
  return event.type == "tool_input_chunk" ? "partial_json" : nullptr;
}

bool same_block(const Event& one, const Event& next) {
  return one.type == next.type && one.turn == next.turn &&
         one.data.value("message_id", "") == next.data.value("message_id", "") &&
         one.data.value("block", -1) == next.data.value("block", -1);
}

}  // namespace

std::vector<Telling> merged(const std::vector<EventPointer>& events) {
  std::vector<Telling> tellings;
  std::shared_ptr<Event> open;  // the last one, if it is our own copy
  for (const EventPointer& event : events) {
    const char* member = growing_member(*event);
    const bool continues =
        member && !tellings.empty() && same_block(*tellings.back().event, *event);
    if (!continues) {
      tellings.push_back({event, event->seq});
      open.reset();
      continue;
    }
    if (!open) tellings.back().event = open = std::make_shared<Event>(*tellings.back().event);
    open->data[member].get_ref<std::string&>() += event->data[member].get_ref<const std::string&>();
    open->seq = event->seq;
  }
  return tellings;
}

}  // namespace mcp::bridge
