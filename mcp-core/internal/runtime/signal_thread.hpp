#pragma once

#include <functional>
#include <initializer_list>
#include <thread>

#include "io/descriptor.hpp"
#include "io/wakeup.hpp"

namespace mcp {

/// Blocks the signals in this thread and in those that it starts, so that they wait for a
/// SignalThread.
void block_signals(std::initializer_list<int> signals);

/// Calls a function, on a thread of its own, with each of some signals that the process gets.
/// Blocks them in the thread that creates it; threads that are older must have blocked them
/// already.
class SignalThread {
 public:
  SignalThread(std::initializer_list<int> signals, std::function<void(int signal)> act);
  ~SignalThread();
  SignalThread(const SignalThread&) = delete;
  SignalThread& operator=(const SignalThread&) = delete;

 private:
  void run();

  const std::function<void(int)> act_;
  Descriptor signals_;
  Wakeup end_;
  std::thread thread_;
};

}  // namespace mcp
