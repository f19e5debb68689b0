#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "io/outlet.hpp"
#include "io/wakeup.hpp"
#include "mcp/transport.hpp"

namespace mcp {

/// Sends messages as lines. Bytes that the peer does not read at once are buffered, and sent by a
/// separate thread. When the peer is far behind, progress and log notifications are dropped;
/// responses never are: a reader stops handling requests while the writer is congested. Any thread.
class LineWriter final : public Sink {
 public:
  /// `soft_limit`: buffered bytes above which the writer is congested. At `hard_limit` the
  /// connection counts as broken.
  explicit LineWriter(Descriptor descriptor, std::size_t soft_limit = std::size_t{8} << 20,
                      std::size_t hard_limit = std::size_t{512} << 20);
  /// Drops what has not been sent.
  ~LineWriter() override;

  bool send(Message message) override;

  /// Waits until everything is sent, at most `limit`; true if so.
  bool flush(std::chrono::milliseconds limit);
  /// Drops what is not sent yet and ends the stream for the peer.
  void close();

  bool closed() const;
  /// Whether the reader of the stream is gone, even if nothing was sent since.
  bool abandoned() const;
  /// True when more than the soft limit is buffered, until half of the limit is left.
  bool congested() const;
  /// Bytes that are buffered and not sent yet.
  std::size_t kept() const;
  /// Readable when the writer is no longer congested, or is closed. For poll(2).
  int room_fd() const { return room_.fd(); }

  /// Collects the messages of this thread while it exists, and sends them together, at its end or
  /// when there are enough bytes. For a reader that handles many messages of one read.
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
  bool waiting_ = false;  // the thread is to send the rest
  std::thread::id gathering_;
  Wakeup wakeup_;
  Wakeup room_;
  std::thread thread_;
  std::once_flag close_once_;
};

}  // namespace mcp
