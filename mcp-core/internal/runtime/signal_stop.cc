#include "runtime/signal_stop.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>

#include <cerrno>
#include <system_error>

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

SignalStop::SignalStop(std::initializer_list<int> signals) {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : signals) ::sigaddset(&set, signal);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_.reset(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_) throw std::system_error(errno, std::generic_category(), "signalfd");
  thread_ = std::thread([this] { run(); });
}

SignalStop::~SignalStop() {
  end_.signal();
  thread_.join();
}

void SignalStop::run() {
  pollfd ready[] = {{signals_.get(), POLLIN, 0}, {end_.fd(), POLLIN, 0}};
  while (true) {
    if (::poll(ready, 2, -1) < 0 && errno == EINTR) continue;
    if (ready[1].revents != 0) return;
    signalfd_siginfo info{};
    if (::read(signals_.get(), &info, sizeof info) != sizeof info) continue;
    if (stop_.stop_requested()) {
      second_stop_.request_stop();
      die_of(static_cast<int>(info.ssi_signo));
    }
    stop_.request_stop();
  }
}

}  // namespace mcp
