#pragma once

#include <functional>
#include <string>

#include "mcp/message.hpp"

namespace mcp {

/// Sends messages to a peer: on standard output, in the response to a POST, or to a client in this
/// process. Any thread. `send` does not wait for the peer; false means that the peer is gone, so
/// work for it may stop.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual bool send(Message message) = 0;
};

/// Receives the messages of one peer. Any thread, also several at once.
class Receiver {
 public:
  virtual ~Receiver() = default;
  virtual void receive(Message message) = 0;
  /// The peer is gone: no message arrives any more, and none need be sent. Called once.
  virtual void closed() = 0;
  /// Called with non-fatal warnings about the peer, for logging.
  virtual void warned(const std::string&) {}
};

/// Runs work on other threads. `post` returns false, and drops the work, when the queue is full.
class Executor {
 public:
  virtual ~Executor() = default;
  virtual bool post(std::function<void()> work) = 0;
};

}  // namespace mcp
