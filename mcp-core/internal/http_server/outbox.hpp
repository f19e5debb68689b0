#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "http_server/service.hpp"

namespace mcp::http {

/// Passes a response, as bytes of HTTP/1.1, from any thread to the thread of its connection.
/// Spec: RFC 9112 sections 4, 6, 7.
class Outbox final : public Responder {
 public:
  struct Options {
    bool keep_alive = true;
    bool chunked = true;    ///< HTTP/1.0 has no chunks: the end of the connection ends the body.
    bool bodyless = false;  ///< The response to HEAD has the length of the body, but no body.
    std::size_t max_unsent = 0;
  };

  /// `wake` is called, by any thread, when there is something to send after `wait` returned true,
  /// and when the client has fallen too far behind.
  Outbox(Options options, std::function<void()> wake) : options_(options), wake_(std::move(wake)) {}

  void respond(ResponseHead head, std::string body) override;
  void respond(Response response);
  /// Sends the head of a response whose body of `length` bytes the connection sends itself.
  void respond_head(const ResponseHead& head, std::uint64_t length);
  /// The connection ends after the response. Call before it begins.
  void end_connection();
  void start(ResponseHead head) override;
  bool write(std::string part) override;
  void finish() override;

  /// Adds a comment, if the response is an event stream.
  void comment();

  struct Taken {
    std::string bytes;
    std::string_view lasting;  ///< Sent after `bytes`; see Response::lasting_body.
    bool last = false;
  };
  /// The bytes to send now.
  Taken take();
  /// True: there is nothing to take yet, and `wake` will be called when there is.
  bool wait();
  /// The client is gone.
  void close();

  int status() const;
  bool overflown() const;

 private:
  void begin(const ResponseHead& head);
  void end_head(int status, std::uint64_t body_size);
  void add_chunk(std::string_view part);
  void notify(std::unique_lock<std::mutex> lock);

  Options options_;
  const std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::string unsent_;
  std::string_view lasting_;  // comes after it
  bool streaming_ = false;
  bool finished_ = false;
  bool waiting_ = false;
  bool closed_ = false;
  bool overflown_ = false;
  int status_ = 0;
};

}  // namespace mcp::http
