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

/// A request that the server received.
struct HttpCall {
  std::string verb;
  std::string path;
  std::string target;                          ///< The path with its query.
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  Json body;                                   ///< Null without a body.
  int port = 0;                                ///< The client's, which identifies the connection.
  std::chrono::steady_clock::time_point at;
  std::string text = {};  ///< The body as it is.

  /// The method of the message; empty for a response.
  std::string method() const { return body.is_object() ? body.value("method", "") : ""; }
  /// The origin of the server, as the client named it.
  std::string origin() const { return "http://" + header("host"); }
  /// The value of a header; empty without that header.
  std::string header(const std::string& name) const;
};

/// Writes a streamed response body.
class HttpStream {
 public:
  virtual ~HttpStream() = default;
  /// False: the client has closed the connection.
  virtual bool write(std::string_view bytes) = 0;
  /// Waits until the client closes the connection, or the server stops. True: the former.
  virtual bool wait_until_closed() = 0;
};

/// The response to a request.
struct HttpAnswer {
  int status = 200;
  std::map<std::string, std::string> headers = {};
  std::string type = "application/json";
  std::string body = {};
  /// Instead of `body`. False: the connection breaks off without an end of the body.
  std::function<bool(HttpStream&)> stream = {};
};

/// An HTTP server with scripted responses, on a port of its own. It checks in each request what the
/// specification requires of every client.
class HttpServer {
 public:
  using Script = std::function<HttpAnswer(const HttpCall&)>;

  explicit HttpServer(Script script);
  ~HttpServer();

  std::string origin() const;
  std::string url() const { return origin() + "/mcp"; }

  std::vector<HttpCall> calls() const;
  /// The calls whose message has this method.
  std::vector<HttpCall> calls(const std::string& method) const;
  /// The methods of the messages; for a call without a message, its verb.
  std::vector<std::string> methods() const;
  /// Waits for a call that matches. False on timeout.
  bool wait_for(const std::function<bool(const HttpCall&)>& wanted) const;
  /// The faults found in the clients' requests.
  std::vector<std::string> complaints() const;
  /// Waits until all received calls and their streams have ended. False on timeout.
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
