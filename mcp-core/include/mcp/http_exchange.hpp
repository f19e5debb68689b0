#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Requests and responses of HTTP, as an HTTP library and those who answer hand them to each other.
namespace mcp::http {

struct Header {
  std::string name;  ///< Compared without regard to case.
  std::string value;
};

/// A request as an HTTP library has read it, with its whole body.
struct Request {
  std::string method;
  std::vector<Header> headers;
  std::string body;
  /// Path and query as the client has sent them, if the library tells. An endpoint does not look at
  /// it.
  std::string target = {};
  /// The library has taken percent-encoding off the values of the headers, as cpp-httplib does.
  bool headers_are_decoded = false;
  /// The address of the client, if the listener knows it.
  std::string peer = {};
  /// The client speaks TLS with the listener itself.
  bool is_tls = false;

  /// The value of the header, or null. A header that is there twice has its first value.
  const std::string* header(std::string_view name) const;
};

struct ResponseHead {
  int status = 200;
  std::vector<Header> headers = {};
};

/// The listener's side of one request: where its response goes. Called by any thread, one call at a
/// time; either `respond` once, or `start`, any number of `write`, and `finish`.
class Responder {
 public:
  virtual ~Responder() = default;
  /// A complete response.
  virtual void respond(ResponseHead head, std::string body) = 0;
  /// The head of a response whose body is an event stream. The listener sends it at once, and a
  /// comment (a line that begins with a colon) whenever nothing else was sent for a while.
  virtual void start(ResponseHead head) = 0;
  /// A part of the body. Does not wait. False: the client is gone, or so far behind that the
  /// listener has given it up.
  virtual bool write(std::string part) = 0;
  /// The end of the body.
  virtual void finish() = 0;
  /// Asked before `start` of a stream that stays open until the client leaves. False: the listener
  /// has no room for one more, and the client is refused (503).
  virtual bool may_stay_open() { return true; }
  /// Whether requests of the server reach the client in this response.
  virtual bool takes_events() { return true; }
};

/// A request that is being served.
class Call {
 public:
  virtual ~Call() = default;
  /// The client has left before it had the whole response. Any thread, once.
  virtual void disconnected() = 0;
  /// The client could ask for the response again, so its events are kept until `delivered`.
  virtual bool resumable() const { return false; }
  /// The client has received the whole response. That it was written to a socket is not enough:
  /// either the client's system has acknowledged all of it and the connection is intact a while
  /// later, or the client has sent its next request after it. A listener that cannot know this does
  /// not call it; then events are kept until the limits on them are reached. Any thread.
  virtual void delivered() {}
};

}  // namespace mcp::http
