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

/// How a client of the bridge comes in.
struct Entrance {
  std::uint16_t port = 0;
  std::string target = "/ws";
  std::string token = {};
  std::string cookie = {};
  std::string protocol = {};  ///< Subprotocol to ask for.
  std::string origin = {};
  std::string schema = {};  ///< In schemas/bridge, which every frame must match; empty: none.
};

/// A client of the bridge over a WebSocket. One thread.
class ChatClient {
 public:
  explicit ChatClient(const Entrance& entrance);
  ~ChatClient();

  /// The status of the answer to the upgrade: 101 when it is open.
  int status() const;
  /// That the bridge has selected; empty: none.
  const std::string& subprotocol() const;
  void send(const Json& frame);
  void send_text(const std::string& text);

  /// The next frame; nothing when none comes in time, or it is closed.
  std::optional<Json> next(std::chrono::milliseconds limit = patience);
  /// The next frame of that type. Those before it are in `seen` as well. Null when none comes.
  Json wait_for(const std::string& type);
  Json wait_for(const std::function<bool(const Json&)>& wanted);
  /// Every frame so far.
  const std::vector<Json>& seen() const { return seen_; }
  /// Those of one type.
  std::vector<Json> seen(const std::string& type) const;

  /// Waits for the bridge to close it; the close code, or nothing.
  std::optional<int> closed();
  /// Closes it in order.
  void close();
  /// Goes without a word.
  void vanish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
  std::vector<Json> seen_;
};

}  // namespace mcp::test
