#pragma once

#include <curl/curl.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http_client/http_request.hpp"

namespace mcp::http::client {

/// One request and its response in libcurl. Received data is buffered until it is delivered,
/// because a handler may call functions that libcurl forbids within its callbacks. One thread.
struct Transfer : std::enable_shared_from_this<Transfer> {
  using Clock = std::chrono::steady_clock;

  /// `on_ready` is called when there is something to deliver, and not again before `delivering`.
  Transfer(TransferId own_id, HttpRequest what, std::shared_ptr<ResponseHandler> to,
           std::function<void(std::shared_ptr<Transfer>)> on_ready);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  static Transfer& of(CURL* easy);

  /// Prepares to send the request again to another URL.
  void start_over(const std::string& url);
  /// libcurl has finished.
  void finish(CURLcode code);
  void give_up();  ///< At the deadline.
  /// The data received so far is about to be delivered.
  void delivering() { notified = false; }
  /// The data was delivered: removes it, and libcurl continues if it had to wait.
  void resume();
  bool is_redirect() const { return head.status / 100 == 3; }

  bool has_deadline() const;
  /// The time at which the transfer times out if no more data arrives.
  Clock::time_point deadline();

  const TransferId id;
  const HttpRequest request;
  const std::shared_ptr<ResponseHandler> handler;
  CURL* const easy;

  ResponseHead head;
  bool head_complete = false;
  bool head_delivered = false;
  std::string bytes;                   // of the body, not delivered yet
  std::optional<std::string> outcome;  // the argument of `done`, not delivered yet
  int redirects = 0;
  bool cancelled = false;  // nothing more is delivered

 private:
  void set_up();
  void notify();
  void take_header_line(std::string_view line);
  static std::size_t take_header(const char* bytes, std::size_t, std::size_t count, void* transfer);
  static std::size_t take_body(const char* bytes, std::size_t, std::size_t count, void* transfer);
  std::chrono::milliseconds limit() const;

  const std::function<void(std::shared_ptr<Transfer>)> on_ready;
  curl_slist* lines = nullptr;
  char problem[CURL_ERROR_SIZE] = {};
  std::size_t head_bytes = 0;
  bool notified = false;
  bool paused = false;
  curl_off_t downloaded = 0;        // as far as deadline() knows
  Clock::time_point last_activity;  // the start, the end of the head, or a byte of the body
};

}  // namespace mcp::http::client
