#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace mcp::http::client {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// What to ask of a server.
struct HttpRequest {
  const char* verb = "POST";
  Headers headers = {};
  std::shared_ptr<const std::string> body = {};  ///< Null: none.
  std::chrono::milliseconds timeout = {};        ///< For all of it; zero: none.
};

/// What a response begins with.
struct ResponseHead {
  long status = 0;
  std::string content_type = {};  ///< In lower case, without parameters.
  std::string session_id = {};    ///< `Mcp-Session-Id`; empty: none.
  std::string redirect = {};      ///< Where it leads, if it does; such a thing is not followed.

  bool is_not_found() const { return status == 404; }
};

/// Takes the response to one request: a head, pieces of the body, and an end. On the loop's thread;
/// may start and cancel transfers.
class ResponseTaker {
 public:
  virtual ~ResponseTaker() = default;
  virtual void head(const ResponseHead& head) = 0;
  virtual void body(std::string_view bytes) = 0;
  /// Nothing more comes. `failure` says what went wrong below HTTP; empty: nothing.
  virtual void done(const std::string& failure) = 0;
};

/// How and where a loop's transfers go.
struct LoopOptions {
  std::string url;
  std::chrono::milliseconds connect_timeout = {};
  std::string ca_file = {};
};

/// HTTP transfers to one URL on one thread, with connections kept for the next ones. Redirects are
/// followed within the URL's origin if they keep the method (307, 308).
class TransferLoop {
 public:
  using Id = std::uint64_t;

  explicit TransferLoop(LoopOptions options);
  /// Aborts what is still there.
  ~TransferLoop();

  /// Any thread: runs the task on the loop's thread. False: it has stopped, or has too much to do.
  bool post(std::function<void()> task);
  /// Any thread: has the loop's thread end after the current task. Nothing runs afterwards.
  void stop();
  /// Waits for the end.
  void join();

  // On the loop's thread:

  Id start(HttpRequest request, std::shared_ptr<ResponseTaker> taker);
  /// Ends the transfer; its taker hears nothing more. An open connection is closed.
  void cancel(Id id);
  void after(std::chrono::milliseconds delay, std::function<void()> task);

 private:
  using Clock = std::chrono::steady_clock;
  struct Transfer;

  void run();
  void run_tasks();
  void run_timers();
  void finish_transfers();
  void deliver();
  void deliver(Transfer& transfer);
  bool follow(Transfer& transfer);
  int wait_limit() const;

  const LoopOptions options_;
  std::string url_;  // where permanent redirects have led to
  void* const multi_;

  std::mutex mutex_;  // guards what follows
  std::vector<std::function<void()>> tasks_;
  bool stopping_ = false;

  Id next_id_ = 1;
  std::map<Id, std::shared_ptr<Transfer>> transfers_;
  std::multimap<Clock::time_point, std::function<void()>> timers_;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace mcp::http::client
