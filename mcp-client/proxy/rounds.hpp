#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/timer.hpp"
#include "mcp/error.hpp"
#include "mcp/input.hpp"
#include "relay_call.hpp"

namespace mcp::proxy {

/// Requests of servers before 2026-07-28 to a client of 2026-07-28, which can receive them only in
/// the result of a request of its own (`input_required`); and the calls that wait meanwhile for the
/// client to repeat its request with the responses. Any thread.
/// Spec: 2026-07-28 basic/patterns/mrtr.
class Rounds : public std::enable_shared_from_this<Rounds> {
 public:
  /// Questions and calls wait for at most `limit`. `timers` must outlive it.
  Rounds(Timer& timers, std::chrono::milliseconds limit) : timers_(timers), limit_(limit) {}

  /// A question of a server. `done` gets the response, or an error when the time is over.
  void add(std::size_t server, InputRequest question, std::stop_token stop,
           std::function<void(Result<Json>)> done);
  /// The questions of the server that no result has carried to the client yet, by new keys. They
  /// count as carried from now on.
  std::map<std::string, InputRequest> take(std::size_t server);
  /// Passes the client's responses, by key, to the servers. Questions without one are to be carried
  /// again.
  void answer(const std::vector<std::string>& keys, const Json& responses);

  /// Keeps a call until `unpark` or until the time is over. Returns its `requestState`.
  std::string park(const std::shared_ptr<ParkedCall>& call);
  /// The call that `park` gave this state; null if there is none.
  std::shared_ptr<ParkedCall> unpark(const std::string& state);
  /// Whether `park` made it, and not a server.
  static bool is_ours(const std::string& state);

  bool idle() const;
  void close();

 private:
  struct Question {
    std::size_t server = 0;
    InputRequest question;
    std::stop_token stop;
    std::function<void(Result<Json>)> done;
    bool is_carried = false;
  };

  void end(const std::string& key, Result<Json> answer);

  Timer& timers_;
  const std::chrono::milliseconds limit_;
  mutable std::mutex mutex_;  // guards the members below
  bool closed_ = false;
  std::uint64_t next_ = 1;
  std::map<std::string, Question> questions_;
  std::map<std::string, std::shared_ptr<ParkedCall>> parked_;
};

}  // namespace mcp::proxy
