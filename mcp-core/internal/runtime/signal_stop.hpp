#pragma once

#include <initializer_list>
#include <stop_token>

#include "runtime/signal_thread.hpp"

namespace mcp {

/// Turns signals that ask a program to end into a stop token. Must be created before any thread: it
/// blocks the signals in all threads and waits for them in one of its own. A second signal requests
/// the second token and then has its default effect: it ends the program at once.
class SignalStop {
 public:
  explicit SignalStop(std::initializer_list<int> signals);

  std::stop_token token() const { return stop_.get_token(); }
  /// Its callbacks run before a second signal ends the program: for what must not be left behind.
  std::stop_token second_token() const { return second_stop_.get_token(); }

 private:
  void stop(int signal);

  std::stop_source stop_;
  std::stop_source second_stop_;
  SignalThread thread_;  // last, so that it ends before the others
};

}  // namespace mcp
