#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// HTTP requests and responses, as a listener (an HTTP library) and an endpoint exchange them.
namespace mcp::http {

struct Header {
  std::string name;  ///< Compared without regard to case.
  std::string value;
};

/// A request that an HTTP library has read, with its whole body.
struct Request {
  std::string method;
  std::vector<Header> headers;
  std::string body;
  /// Path and query as the client sent them, if the library provides them. An endpoint ignores
  /// them.
  std::string target = {};
  /// The library has percent-decoded the values of the headers, as cpp-httplib does.
  bool headers_are_decoded = false;
  /// The address of the client, if the listener knows it.
  std::string peer = {};
  /// The connection to the listener uses TLS.
  bool is_tls = false;

  /// The value of the header, or null. Of repeated headers, the first.
  const std::string* header(std::string_view name) const;
};

struct ResponseHead {
  int status = 200;
  std::vector<Header> headers = {};
};

/// Sends the response to one request; a listener implements it. Any thread, one call at a time.
/// Either `respond` is called once, or `start`, any number of `write`, and `finish`.
class Responder {
 public:
  virtual ~Responder() = default;
  /// Sends a complete response.
  virtual void respond(ResponseHead head, std::string body) = 0;
  /// Begins a response whose body is an event stream. The listener sends the head at once, and a
  /// comment (a line that begins with a colon) whenever the stream has been idle for a while.
  virtual void start(ResponseHead head) = 0;
  /// Sends a part of the body. Does not wait. False: the client is gone, or it was so slow that the
  /// listener has disconnected it.
  virtual bool write(std::string part) = 0;
  /// Ends the body.
  virtual void finish() = 0;
  /// Called before `start` of a stream that stays open until the client disconnects. False: the
  /// listener cannot hold another one, and the request is rejected (503).
  virtual bool may_stay_open() { return true; }
  /// Whether this response can carry requests of the server to the client.
  virtual bool takes_events() { return true; }
};

/// A request that is being served.
class Call {
 public:
  virtual ~Call() = default;
  /// The client disconnected before it received the whole response. Any thread, once.
  virtual void disconnected() = 0;
  /// Whether the client can resume the response. If so, its events are kept until `delivered`.
  virtual bool resumable() const { return false; }
  /// The client has received the whole response. That it was written to a socket is not enough:
  /// either the client's TCP stack has acknowledged all of it and the connection is intact a while
  /// later, or the client has sent its next request after it. A listener that cannot know this
  /// never calls `delivered`; events are then kept until the limits on them are reached. Any
  /// thread.
  virtual void delivered() {}
};

}  // namespace mcp::http
