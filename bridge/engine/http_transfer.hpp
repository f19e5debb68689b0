#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <future>
#include <string>
#include <string_view>

#include "bridge/engine/http_exchange.hpp"

namespace mcp::bridge {

/// One question in libcurl's hands. What comes goes on to the taker at once. One thread, but for
/// ending().
class HttpTransfer {
 public:
  using Clock = std::chrono::steady_clock;

  /// The question and the taker must outlive it. Throws std::bad_alloc.
  HttpTransfer(std::uint64_t id, const HttpQuestion& question, HttpTaker& taker);
  ~HttpTransfer();
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;

  CURL* easy() const { return easy_; }
  std::uint64_t id() const { return id_; }
  /// The transfer of an easy handle.
  static HttpTransfer& of(CURL* easy);

  /// When it will have been silent for too long, if nothing more comes.
  Clock::time_point deadline();
  /// What comes moves the deadline, but not to less than this from then on.
  std::chrono::milliseconds patience() const;

  // Exactly one of these, once it is out of libcurl's hands:

  void finish(CURLcode result);
  void stop() { end({.stopped = true}); }
  void give_up();  ///< At the deadline.

  /// Ready when one of them was called; throws what the taker threw. Once. Any thread.
  std::future<HttpEnding> ending() { return ending_.get_future(); }

 private:
  void set_up();
  void end(HttpEnding ending);
  void take_header_line(std::string_view line);
  template <class Work>
  std::size_t taken(std::size_t count, Work work);
  static std::size_t take_header(const char* bytes, std::size_t, std::size_t count, void* self);
  static std::size_t take_body(const char* bytes, std::size_t, std::size_t count, void* self);

  const std::uint64_t id_;
  const HttpQuestion& question_;
  HttpTaker& taker_;
  CURL* const easy_;
  curl_slist* lines_ = nullptr;
  char problem_[CURL_ERROR_SIZE] = {};
  int status_ = 0;
  ResponseHeaders headers_;
  std::size_t head_bytes_ = 0;
  bool head_complete_ = false;
  bool has_enough_ = false;
  std::exception_ptr thrown_;
  curl_off_t downloaded_ = 0;    // as far as deadline() knows
  Clock::time_point last_news_;  // the start, the end of the head, or a byte of the body
  std::promise<HttpEnding> ending_;
};

}  // namespace mcp::bridge
