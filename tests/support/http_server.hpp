#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::test {

/// A request as it came.
struct HttpCall {
  std::string verb;
  std::string path;
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  Json body;                                   ///< Null: none.
  int port = 0;                                ///< The client's: the same for the same connection.
  std::chrono::steady_clock::time_point at;

  /// Of the message; empty for a response.
  std::string method() const { return body.is_object() ? body.value("method", "") : ""; }
  /// Empty when it is not there.
  std::string header(const std::string& name) const;
};

/// Writes a body that is not complete when it begins.
class HttpStream {
 public:
  virtual ~HttpStream() = default;
  /// False: the client has closed the connection.
  virtual bool write(std::string_view bytes) = 0;
  /// Waits until the client closes the connection, or the server stops. True: the former.
  virtual bool wait_until_closed() = 0;
};

/// What to say to it.
struct HttpAnswer {
  int status = 200;
  std::map<std::string, std::string> headers = {};
  std::string type = "application/json";
  std::string body = {};
  /// Instead of `body`. False: the connection breaks off without an end of the body.
  std::function<bool(HttpStream&)> stream = {};
};

/// An HTTP server that a test writes by hand, on a port of its own. What every client has to do
/// with each request it checks itself.
class HttpServer {
 public:
  using Script = std::function<HttpAnswer(const HttpCall&)>;

  explicit HttpServer(Script script);
  ~HttpServer();

  std::string origin() const;
  std::string url() const { return origin() + "/mcp"; }

  std::vector<HttpCall> calls() const;
  /// Those whose message has the method.
  std::vector<HttpCall> calls(const std::string& method) const;
  /// The methods of the messages, or the verbs where there is none.
  std::vector<std::string> methods() const;
  /// Waits until some call is like that. False: none comes.
  bool wait_for(const std::function<bool(const HttpCall&)>& wanted) const;
  /// What clients did wrong.
  std::vector<std::string> complaints() const;
  /// Waits until all calls that have come, and their streams, have ended. False: they do not.
  bool wait_until_idle() const;

 private:
  class Running;
  const std::unique_ptr<Running> running_;
};

/// One server-sent event.
std::string sse(const Json& message, const std::string& id = {});
/// A stream of these events and nothing else.
HttpAnswer sse_answer(std::string events);
HttpAnswer json_answer(const Json& message, int status = 200);
HttpAnswer status_answer(int status);

}  // namespace mcp::test
