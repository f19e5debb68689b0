#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/engine/failures.hpp"

namespace mcp::bridge {

/// Longest times of an exchange.
struct HttpLimits {
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds headers{120'000};  ///< From the start to the end of the head.
  std::chrono::milliseconds idle{120'000};     ///< Without a byte of the body.
};

struct HttpQuestion {
  std::string url;
  std::vector<std::string> headers = {};  ///< "Name: value".
  std::string body = {};                  ///< Empty: a GET, otherwise a POST.
  HttpLimits limits = {};
};

/// Takes a response while it comes. On the exchange's thread, which serves all others too: must not
/// wait. What it throws ends the exchange and comes out of ask().
class HttpTaker {
 public:
  virtual ~HttpTaker() = default;
  virtual void head(int status, const ResponseHeaders& headers) = 0;
  /// Decompressed. False: enough, the rest is not wanted.
  virtual bool body(std::string_view bytes) = 0;
};

/// How an exchange ended.
struct HttpEnding {
  bool stopped = false;  ///< By the token.
  /// Why the response is not complete; empty: it is, or the taker had enough.
  std::string problem = {};
};

/// Asks over HTTP and waits for the answer. Keeps connections for the next question. Redirects are
/// not followed: a key would go with them. Any thread, any number of questions at once; the answers
/// all arrive on one thread of its own.
class HttpExchange {
 public:
  HttpExchange();
  /// Nobody may be asking.
  ~HttpExchange();
  HttpExchange(const HttpExchange&) = delete;
  HttpExchange& operator=(const HttpExchange&) = delete;

  /// Once it returns, the taker hears nothing more.
  HttpEnding ask(const HttpQuestion& question, HttpTaker& taker, const std::stop_token& stop);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace mcp::bridge
