#pragma once

#include <curl/curl.h>

#include <chrono>
#include <optional>

#include "io/descriptor.hpp"
#include "io/wakeup.hpp"

namespace mcp::http::client {

/// A multi handle of libcurl, and the epoll that waits for the sockets of its transfers: the cost
/// of a wakeup does not grow with the number of idle transfers. One thread, except wake().
class CurlSockets {
 public:
  /// Throws std::bad_alloc or std::system_error.
  CurlSockets();
  /// All transfers must have been removed.
  ~CurlSockets();
  CurlSockets(const CurlSockets&) = delete;
  CurlSockets& operator=(const CurlSockets&) = delete;

  CURLM* multi() const { return multi_; }

  /// Readable while `work` has something to do, except for libcurl's timer.
  int descriptor() const { return epoll_.get(); }
  /// When libcurl's timer expires.
  std::optional<std::chrono::steady_clock::time_point> due() const { return due_; }

  /// Waits for a socket, libcurl's timer, wake(), or until `longest` is over; then lets libcurl
  /// work.
  void work(std::chrono::milliseconds longest);

  /// Any thread: ends the wait, or the next one.
  void wake() noexcept { wakeup_.signal(); }

 private:
  using Clock = std::chrono::steady_clock;

  static int watch(CURL* easy, curl_socket_t socket, int what, void* self, void* known);
  static int set_timer(CURLM* multi, long milliseconds, void* self);
  void act(curl_socket_t socket, int events);
  std::chrono::milliseconds until_due(std::chrono::milliseconds longest) const;

  Descriptor epoll_;
  Wakeup wakeup_;
  CURLM* const multi_;
  std::optional<Clock::time_point> due_;  // of libcurl's timer
};

}  // namespace mcp::http::client
