#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "http_client/curl_sockets.hpp"

namespace mcp::http::client {

using Headers = std::vector<std::pair<std::string, std::string>>;
/// Names are in lower case; of several fields of one name the last one counts.
using ResponseHeaders = std::map<std::string, std::string>;

/// Longest times of a transfer; zero: no limit.
struct TransferLimits {
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds total{0};
  std::chrono::milliseconds head{0};  ///< From the start to the end of the response's head.
  std::chrono::milliseconds idle{0};  ///< Without a byte of the response's body.
};

struct HttpRequest {
  std::string url;
  const char* method = "POST";
  Headers headers = {};
  std::shared_ptr<const std::string> body = {};  ///< Null: none.
  TransferLimits limits = {};
  std::string ca_file = {};        ///< Empty: the system's certificates.
  bool accepts_gzip = false;       ///< The handler gets the body decompressed.
  bool follows_redirects = false;  ///< Within the origin, if they keep the method (307, 308).
};

/// The status and the headers of a response.
struct ResponseHead {
  int status = 0;
  ResponseHeaders headers = {};
  std::string redirect = {};  ///< Target of a redirect that is not followed.

  /// Empty: there is no such header.
  std::string header(const std::string& name) const;
  /// In lower case, without parameters.
  std::string content_type() const;
  bool is_success() const { return status / 100 == 2; }
};

/// Receives the response to one request: a head, pieces of the body, and the end. On the loop's
/// thread, which serves all other transfers, too: must not wait. May start and cancel transfers.
class ResponseHandler {
 public:
  virtual ~ResponseHandler() = default;
  virtual void head(const ResponseHead& head) = 0;
  virtual void body(std::string_view bytes) = 0;
  /// The end of the response. `failure`: an error below HTTP; empty: none.
  virtual void done(const std::string& failure) = 0;
};

struct Transfer;

/// HTTP transfers on one thread, with connections kept for the next ones. The cost of an event does
/// not grow with the number of transfers that are silent.
class TransferLoop {
 public:
  using Id = std::uint64_t;

  /// Throws std::bad_alloc or std::system_error.
  TransferLoop();
  /// Aborts the transfers that are still open.
  ~TransferLoop();

  /// Any thread: runs the task on the loop's thread. False: it has stopped, or has too much to do;
  /// that many tasks wait only when the thread does not get on.
  bool post(std::function<void()> task);
  /// Any thread: has the loop's thread end once it has done what it is doing.
  void stop();
  /// Waits for the end.
  void join();

  // On the loop's thread:

  Id start(HttpRequest request, std::shared_ptr<ResponseHandler> handler);
  /// Ends the transfer; its handler is not called any more. An open connection is closed.
  void cancel(Id id);
  void after(std::chrono::milliseconds delay, std::function<void()> task);

 private:
  using Clock = std::chrono::steady_clock;
  using TransferPointer = std::shared_ptr<Transfer>;

  void run();
  void run_tasks();
  void run_timers();
  void finish_transfers();
  void deliver();
  void deliver(Transfer& transfer);
  bool follow(Transfer& transfer);
  void watch_deadline(const std::weak_ptr<Transfer>& watched);
  std::chrono::milliseconds wait_limit() const;

  CurlSockets sockets_;
  std::map<std::string, std::string> moved_;  // by URL: where a permanent redirect has led to

  std::mutex mutex_;  // guards what follows
  std::vector<std::function<void()>> tasks_;
  bool stopping_ = false;

  Id next_id_ = 1;
  std::map<Id, TransferPointer> transfers_;
  std::vector<Id> ready_;  // transfers that have something to deliver
  std::multimap<Clock::time_point, std::function<void()>> timers_;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace mcp::http::client
