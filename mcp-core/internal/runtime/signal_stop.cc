#include "runtime/signal_stop.hpp"

#include <pthread.h>
#include <signal.h>

namespace mcp {
namespace {

// Ends the process with the default effect of the signal.
void die_of(int signal) {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, signal);
  ::signal(signal, SIG_DFL);
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  ::raise(signal);
}

}  // namespace

SignalStop::SignalStop(std::initializer_list<int> signals)
    : thread_(signals, [this](int signal) { stop(signal); }) {}

void SignalStop::stop(int signal) {
  if (stop_.stop_requested()) {
    second_stop_.request_stop();
    die_of(signal);
  }
  stop_.request_stop();
}

}  // namespace mcp
