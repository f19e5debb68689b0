#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/descriptor.hpp"
#include "mcp/json.hpp"
#include "support/build_kind.hpp"

namespace mcp::test {

/// A response as read from a socket.
struct RawResponse {
  int status = 0;
  std::string head;  ///< The status line and the headers.
  std::string body;  ///< Without chunks.
  bool complete = false;

  /// Whether a header line starts with this text: a name, or a name and the start of its value, in
  /// lower case.
  bool has(std::string_view header) const;
  /// The value of a header, whose name is in lower case.
  std::string value(const std::string& header) const;
  Json json() const { return Json::accept(body) ? Json::parse(body) : Json(); }
};

/// A minimal HTTP client over a socket. It lets a test send invalid bytes and break connections.
/// One thread.
class RawClient {
 public:
  /// Connects. With a small receive buffer the server soon notices that the client does not read.
  explicit RawClient(std::uint16_t port, int receive_buffer = 0);

  /// Sends all bytes; false when the server has closed the connection.
  bool send(std::string_view bytes) const;
  /// Reads the next response. An event stream is read to its end.
  RawResponse read(std::chrono::milliseconds limit = patience);
  /// Reads until the text has arrived. The bytes stay for `read`.
  bool read_until(std::string_view text, std::chrono::milliseconds limit = patience);
  RawResponse ask(std::string_view bytes) { return send(bytes) ? read() : read(); }
  /// Waits until the server has closed the connection. The bytes before stay for `read`.
  bool closed(std::chrono::milliseconds limit = patience);
  /// Drops the bytes up to the end of the text, if it has arrived.
  void forget_through(std::string_view text);
  /// Bytes that arrived and have not been returned by `read`.
  const std::string& unread() const { return buffer_; }

  void close() { socket_.reset(); }
  /// Closes the connection with a TCP reset.
  void reset();
  void half_close() const;
  int descriptor() const { return socket_.get(); }

 private:
  bool fill(std::chrono::steady_clock::time_point deadline);
  bool fill_until(std::size_t size, std::chrono::steady_clock::time_point deadline);

  Descriptor socket_;
  std::string buffer_;
  bool ended_ = false;
};

}  // namespace mcp::test
