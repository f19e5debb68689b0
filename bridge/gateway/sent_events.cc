#include "bridge/gateway/sent_events.hpp"

#include <algorithm>

namespace mcp::bridge {
namespace {

// Size of a frame's header. Spec: RFC 6455 section 5.2; servers do not mask.
constexpr std::size_t header_bytes(std::size_t payload) {
  if (payload < 126) return 2;
  return payload < 65'536 ? 4 : 10;
}

}  // namespace

void SentEvents::start_after(std::uint64_t seq) {
  received_ = seq;
  frames_.clear();
  bytes_ = 0;
}

void SentEvents::sent(std::uint64_t seq, std::size_t bytes) {
  frames_.push_back({seq, bytes + header_bytes(bytes)});
  bytes_ += frames_.back().bytes;
}

std::uint64_t SentEvents::received(std::size_t unacknowledged) {
  while (!frames_.empty() && bytes_ - frames_.front().bytes >= unacknowledged) {
    received_ = std::max(received_, frames_.front().seq);
    bytes_ -= frames_.front().bytes;
    frames_.pop_front();
  }
  return received_;
}

}  // namespace mcp::bridge
