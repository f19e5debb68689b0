#include "runtime/signal_thread.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace mcp {
namespace {

sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : signals) ::sigaddset(&set, signal);
  return set;
}

}  // namespace

void block_signals(std::initializer_list<int> signals) {
  const sigset_t set = set_of(signals);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

SignalThread::SignalThread(std::initializer_list<int> signals, std::function<void(int)> act)
    : act_(std::move(act)) {
  block_signals(signals);
  const sigset_t set = set_of(signals);
  signals_.reset(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_) throw std::system_error(errno, std::generic_category(), "signalfd");
  thread_ = std::thread([this] { run(); });
}

SignalThread::~SignalThread() {
  end_.signal();
  thread_.join();
}

void SignalThread::run() {
  pollfd ready[] = {{signals_.get(), POLLIN, 0}, {end_.fd(), POLLIN, 0}};
  while (true) {
    if (::poll(ready, 2, -1) < 0 && errno == EINTR) continue;
    if (ready[1].revents != 0) return;
    signalfd_siginfo info{};
    if (::read(signals_.get(), &info, sizeof info) != sizeof info) continue;
    act_(static_cast<int>(info.ssi_signo));
  }
}

}  // namespace mcp
