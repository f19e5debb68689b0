#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

namespace mcp::bridge {

/// Which events one client was sent, for a client that cannot say itself how far it had received
/// them. One thread.
class SentEvents {
 public:
  /// Begins after this event.
  void start_after(std::uint64_t seq);
  /// A frame of that many bytes, header not counted, was written to the connection. `seq`: of its
  /// event; 0: it is about none.
  void sent(std::uint64_t seq, std::size_t bytes);
  /// The last event that the client's system has acknowledged, given how many of the bytes written
  /// it has not acknowledged yet.
  std::uint64_t received(std::size_t unacknowledged);
  /// Whether frames were written that are not known to be acknowledged.
  bool is_lagging() const { return !frames_.empty(); }

 private:
  struct Frame {
    std::uint64_t seq;
    std::size_t bytes;
  };
  std::uint64_t received_ = 0;
  std::deque<Frame> frames_;  // not known to be acknowledged
  std::size_t bytes_ = 0;
};

}  // namespace mcp::bridge
