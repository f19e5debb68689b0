#pragma once

#include <functional>
#include <string>

#include "mcp/message.hpp"

namespace mcp {

/// Where messages for a peer go: standard output, the response to a POST, a client in this process.
/// Any thread. `send` does not wait for the peer; false means that the peer is gone and that work
/// on its behalf may stop.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual bool send(Message message) = 0;
};

/// Takes the messages of one peer. Any thread, also several at once.
class Receiver {
 public:
  virtual ~Receiver() = default;
  virtual void receive(Message message) = 0;
  /// The peer is gone: nothing more arrives and nothing more need be sent. Called once.
  virtual void closed() = 0;
  /// Something is odd with the peer but goes on: for a log.
  virtual void warned(const std::string&) {}
};

/// Runs work somewhere. `post` returns false, and drops the work, when there is too much already.
class Executor {
 public:
  virtual ~Executor() = default;
  virtual bool post(std::function<void()> work) = 0;
};

}  // namespace mcp
