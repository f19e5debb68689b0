#include "bridge/gateway/sent_events.hpp"

#include <algorithm>

namespace mcp::bridge {
namespace {

// More than the system keeps of a connection's bytes (net.ipv4.tcp_wmem).
constexpr std::size_t most_unacknowledged = std::size_t{8} << 20;

// Spec: RFC 6455 section 5.2; a server does not mask.
constexpr std::size_t header_bytes(std::size_t payload) {
  if (payload < 126) return 2;
  return payload < 65'536 ? 4 : 10;
}

}  // namespace

void SentEvents::start_after(std::uint64_t seq) {
  before_ = seq;
  frames_.clear();
  bytes_ = 0;
}

void SentEvents::sent(std::uint64_t seq, std::size_t bytes) {
  frames_.push_back({seq, bytes + header_bytes(bytes)});
  bytes_ += frames_.back().bytes;
  while (bytes_ - frames_.front().bytes > most_unacknowledged) {
    before_ = std::max(before_, frames_.front().seq);
    bytes_ -= frames_.front().bytes;
    frames_.pop_front();
  }
}

std::uint64_t SentEvents::received(std::size_t unacknowledged) const {
  std::uint64_t received = before_;
  std::size_t rest = bytes_;
  for (const Frame& frame : frames_) {
    rest -= frame.bytes;
    if (rest < unacknowledged) break;
    received = std::max(received, frame.seq);
  }
  return received;
}

}  // namespace mcp::bridge
