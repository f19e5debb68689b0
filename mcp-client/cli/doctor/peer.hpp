#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "doctor/evidence.hpp"

namespace mcp::cli::doctor {

using Headers = std::vector<std::pair<std::string, std::string>>;
using Milliseconds = std::chrono::milliseconds;

/// One message to send, and how long to wait for what.
struct Sending {
  Json message = nullptr;
  std::string text = {};  ///< Sent instead of `message`: text that is not JSON.
  Headers headers = {};   ///< HTTP only.
  Milliseconds patience{5000};
  /// Whether to stop after this message. Empty: after the response with the id of `message`; for a
  /// message without an id nothing is awaited on stdio, and the end of the response over HTTP.
  std::function<bool(const Json&)> enough = {};
};

/// A connection to the server on which raw messages are exchanged, one at a time. Nothing throws:
/// what goes wrong is in Exchange::failure. One thread.
class Peer {
 public:
  virtual ~Peer() = default;
  virtual Exchange exchange(const Sending& sending) = 0;
  /// Whether further messages make no sense: the program has exited.
  virtual bool gone() const { return false; }
};

/// Whether the message is the response to the request with this id.
bool responds_to(const Json& message, const Json& id);
/// The response to a request of the server: an empty result to `ping`, otherwise an error.
Json reply_to_request(const Json& request);
bool is_request(const Json& message);

/// Adds one received text to the exchange. True: nothing more is awaited.
bool take_text(Exchange& exchange, std::string_view text, const Sending& sending);

}  // namespace mcp::cli::doctor
