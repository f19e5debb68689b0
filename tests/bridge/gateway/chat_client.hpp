#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mcp/json.hpp"
#include "support/build_kind.hpp"

namespace mcp::test {

/// How a client connects to the bridge.
struct Entrance {
  std::uint16_t port = 0;
  std::string target = "/ws";
  std::string token = {};
  std::string cookie = {};
  std::string protocol = {};  ///< Subprotocol to offer.
  std::string origin = {};
  std::string schema = {};  ///< File in schemas/bridge that every frame must match; empty: none.
};

/// A client of the bridge over a WebSocket. One thread.
class ChatClient {
 public:
  explicit ChatClient(const Entrance& entrance);
  ~ChatClient();

  /// The status of the response to the upgrade: 101 when the socket is open.
  int status() const;
  /// The subprotocol that the bridge selected; empty: none.
  const std::string& subprotocol() const;
  void send(const Json& frame);
  void send_text(const std::string& text);

  /// The next frame; nothing on timeout, or when the socket is closed.
  std::optional<Json> next(std::chrono::milliseconds limit = patience);
  /// The next frame of this type; null on timeout. `seen` has the frames before it as well.
  Json wait_for(const std::string& type);
  Json wait_for(const std::function<bool(const Json&)>& wanted);
  /// Every frame so far.
  const std::vector<Json>& seen() const { return seen_; }
  /// The frames of one type so far.
  std::vector<Json> seen(const std::string& type) const;

  /// Waits for the bridge to close the socket. Returns the close code; nothing on timeout.
  std::optional<int> closed();
  /// Closes the socket with a close frame.
  void close();
  /// Closes the TCP connection without a close frame.
  void vanish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
  std::vector<Json> seen_;
};

}  // namespace mcp::test
