#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "doctor/evidence.hpp"
#include "doctor/peer.hpp"

namespace mcp::cli::doctor {

/// One HTTP request of the doctor.
struct HttpQuestion {
  std::string url;
  std::string method = "POST";
  Headers headers = {};
  std::string body = {};
  Milliseconds patience{5000};
  /// Called with each piece of the body; false: the rest is not needed. Empty: the body is kept.
  std::function<bool(const HttpHead& head, std::string_view bytes)> on_body = {};
  bool only_head = false;  ///< Stop after the headers.
  /// Called about once a second while the response is awaited; true: the rest is not needed.
  std::function<bool()> give_up = {};
};

struct HttpReply {
  std::optional<HttpHead> head = {};
  std::string body = {};     ///< At most 1 MiB, without `on_body`.
  bool ended = false;        ///< The server ended the response.
  std::string failure = {};  ///< Below HTTP, or the deadline.
  Milliseconds took{0};
};

/// Blocking HTTP requests over libcurl, on connections that are kept. Redirects are not followed.
/// One thread.
class HttpClient {
 public:
  HttpClient(std::string ca_file, std::stop_token stop);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpReply ask(const HttpQuestion& question);

 private:
  const std::string ca_file_;
  const std::stop_token stop_;
  void* const easy_;
};

}  // namespace mcp::cli::doctor
