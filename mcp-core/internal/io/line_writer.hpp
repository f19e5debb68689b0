#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "io/outlet.hpp"
#include "io/wakeup.hpp"
#include "mcp/transport.hpp"

namespace mcp {

/// Sends messages as lines. What the peer does not take at once is kept in memory and sent by a
/// thread of its own. When the peer is far behind, progress and log notifications, which only
/// inform, are dropped; answers never are: whoever causes them waits until there is room before it
/// goes on. Any thread.
class LineWriter final : public Sink {
 public:
  /// `soft_limit`: bytes kept above which the writer is congested. At `hard_limit` the peer is
  /// taken for dead.
  explicit LineWriter(Descriptor descriptor, std::size_t soft_limit = std::size_t{8} << 20,
                      std::size_t hard_limit = std::size_t{512} << 20);
  /// Drops what has not been sent.
  ~LineWriter() override;

  bool send(Message message) override;

  /// Waits until everything is sent, at most that long; true if so.
  bool flush(std::chrono::milliseconds limit);
  /// Drops what is not sent yet and ends the stream for the peer.
  void close();

  bool closed() const;
  /// Whether nobody will read what is sent, also when nothing was sent since then.
  bool abandoned() const;
  /// True from when more is kept than the soft limit until half of it has gone.
  bool congested() const;
  /// Bytes that the peer has not taken yet.
  std::size_t kept() const;
  /// Readable when that is over, or nothing is sent any more. For poll(2), while congested.
  int room_fd() const { return room_.fd(); }

  /// While it lives, messages of this thread are gathered and sent together, at its end or when
  /// they make a good piece. For a reader that handles many messages of one read.
  class Batch {
   public:
    explicit Batch(LineWriter& writer);
    ~Batch();
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

   private:
    LineWriter& writer_;
  };

 private:
  void write_or_keep(std::string_view bytes);
  void write_kept();
  void leave_to_thread();
  void fail();
  void update_congestion();
  void run();
  std::string_view unsent() const { return std::string_view(buffer_).substr(sent_); }

  const std::size_t soft_limit_;
  const std::size_t hard_limit_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  Outlet outlet_;
  bool closed_ = false;
  std::string buffer_;  // lines, of which the first `sent_` bytes are gone
  std::size_t sent_ = 0;
  bool congested_ = false;
  bool waiting_ = false;  // the thread is to send what is left
  std::thread::id gathering_;
  Wakeup wakeup_;
  Wakeup room_;
  std::thread thread_;
  std::once_flag close_once_;
};

}  // namespace mcp
