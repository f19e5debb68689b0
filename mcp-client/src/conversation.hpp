#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string_view>

#include "engine/correlator.hpp"
#include "mcp/client/channel.hpp"

namespace mcp {

/// Sends requests over a channel and matches the responses to them, in either era. Any thread.
class Conversation {
 public:
  explicit Conversation(Channel& channel) : channel_(channel) {}

  /// Sends a request whose parameters may depend on its id. `answered` is called once.
  RequestId start(std::string_view method, const std::function<Json(const RequestId&)>& params,
                  Correlator::Answered answered);
  /// Sends a request and waits for the response, the timeout or `stop`. Errors: the server's, or a
  /// local one.
  Result<Json> ask(std::string_view method, Json params, std::chrono::milliseconds timeout,
                   const std::stop_token& stop = {});
  void notify(std::string_view method, Json params);

  Correlator& calls() { return calls_; }
  Channel& channel() { return channel_; }

 private:
  Channel& channel_;
  Correlator calls_;
};

}  // namespace mcp
