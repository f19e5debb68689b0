#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "mcp/transport.hpp"
#include "recording/matcher.hpp"
#include "recording/script.hpp"
#include "runtime/timer_thread.hpp"

namespace mcp::cli {

/// A server that answers with what was recorded. A request of the recorded server waits for the
/// client's response before the messages that follow it are sent. Any thread.
class Replayer final : public Receiver {
 public:
  /// `timing`: messages are sent after the recorded times instead of at once.
  Replayer(const Recording& recording, bool timing, std::shared_ptr<Sink> sink);
  ~Replayer() override { timer_.stop(); }

  void receive(Message message) override;
  void closed() override { timer_.stop(); }

 private:
  /// A request of the client that is being answered.
  struct Playing {
    const RecordedCall* call;
    RequestId id;
    Json progress_token;
    std::size_t next = 0;
    Milliseconds played{0};              // recorded time of the last step that was sent
    std::optional<Json> waits_for = {};  // the id of our request, which the client answers
  };
  using Plays = std::list<Playing>;

  void begin(Request request);
  void answered(const Response& response);
  void cancelled(const Json& params);
  void go_on(Plays::iterator playing);
  /// Sends the next step. False: the playing waits for something, or is over.
  bool send_next(Plays::iterator playing);
  void schedule(Plays::iterator playing, Milliseconds delay);
  void send(Json message);

  const std::vector<RecordedCall> calls_;
  const bool timing_;
  const std::shared_ptr<Sink> sink_;
  std::mutex mutex_;
  Matcher matcher_;
  Plays plays_;
  TimerThread timer_;
};

}  // namespace mcp::cli
