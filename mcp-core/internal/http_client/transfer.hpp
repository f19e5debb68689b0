#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>

#include "http/transfer_loop.hpp"

namespace mcp::http::client {

/// One exchange of a request and a response in libcurl's hands. What arrives is kept until it is
/// delivered, because a taker may do what libcurl forbids within its callbacks.
struct TransferLoop::Transfer {
  Transfer(Id own_id, HttpRequest what, std::shared_ptr<ResponseTaker> to);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Prepares the handle for the request.
  void set_up(const LoopOptions& options, const std::string& url);
  /// Prepares for a repetition at another place.
  void start_over(const std::string& url);

  static std::size_t take_header(const char* bytes, std::size_t, std::size_t count, void* transfer);
  static std::size_t take_body(const char* bytes, std::size_t, std::size_t count, void* transfer);
  void take_header_line(std::string_view line);

  const Id id;
  const HttpRequest request;
  const std::shared_ptr<ResponseTaker> taker;
  CURL* const easy;
  curl_slist* lines = nullptr;
  char problem[CURL_ERROR_SIZE] = {};

  ResponseHead head;
  std::size_t head_bytes = 0;
  int redirects = 0;
  bool head_complete = false;
  bool head_delivered = false;
  std::string bytes;                 // of the body, not delivered yet
  std::optional<CURLcode> finished;  // not delivered yet
};

}  // namespace mcp::http::client
