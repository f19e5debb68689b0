#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

namespace mcp::bridge {

/// Tracks which events a client has received, for clients that do not report the number of the last
/// one. One thread.
class SentEvents {
 public:
  /// Begins after this event.
  void start_after(std::uint64_t seq);
  /// Records that a frame with a payload of `bytes` was written to the connection. `seq`: the
  /// number of its event; 0: it belongs to no event.
  void sent(std::uint64_t seq, std::size_t bytes);
  /// The last event that the client's TCP stack has acknowledged. `unacknowledged`: how many of the
  /// written bytes it has not acknowledged yet.
  std::uint64_t received(std::size_t unacknowledged);
  /// Whether frames were written that are not acknowledged yet.
  bool is_lagging() const { return !frames_.empty(); }

 private:
  struct Frame {
    std::uint64_t seq;
    std::size_t bytes;
  };
  std::uint64_t received_ = 0;
  std::deque<Frame> frames_;  // not acknowledged yet
  std::size_t bytes_ = 0;
};

}  // namespace mcp::bridge
