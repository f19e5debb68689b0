#include "recording/seen_message.hpp"

#include <utility>

#include "recording/redact.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t most_open = 10'000;

MessageDirection opposite(MessageDirection direction) {
  return direction == MessageDirection::sent ? MessageDirection::received : MessageDirection::sent;
}

}  // namespace

SeenMessage MessageClock::see(MessageDirection direction, const Message& message) {
  SeenMessage seen{.direction = direction, .time = std::chrono::steady_clock::now() - start_};
  const std::string text = mcp::to_text(message);
  seen.bytes = text.size();
  seen.message = Json::parse(text);
  redact(seen.message);
  seen.method = seen.message.value("method", "");
  seen.id = seen.message.value("id", Json());
  if (seen.is_request()) remember(seen);
  if (seen.is_response()) complete(seen);
  return seen;
}

void MessageClock::remember(const SeenMessage& request) {
  const Key key(request.direction, request.id.dump());
  open_[key] = {request.method, request.time};
  order_.push_back(key);
  if (order_.size() <= most_open) return;
  open_.erase(order_.front());
  order_.pop_front();
}

void MessageClock::complete(SeenMessage& response) {
  const auto found = open_.find({opposite(response.direction), response.id.dump()});
  if (found == open_.end()) return;
  response.method = std::move(found->second.method);
  response.duration = response.time - found->second.time;
  open_.erase(found);
}

}  // namespace mcp::cli
