#include "runtime/reload.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace mcp {
namespace {

sigset_t hangup() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

void hold_hangup() {
  const sigset_t set = hangup();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Reload::Reload(std::function<void()> act) : act_(std::move(act)) {
  const sigset_t set = hangup();
  signals_.reset(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_) throw std::system_error(errno, std::generic_category(), "signalfd");
  thread_ = std::thread([this] { run(); });
}

Reload::~Reload() {
  end_.signal();
  thread_.join();
}

void Reload::run() {
  pollfd ready[] = {{signals_.get(), POLLIN, 0}, {end_.fd(), POLLIN, 0}};
  while (true) {
    if (::poll(ready, 2, -1) < 0 && errno == EINTR) continue;
    if (ready[1].revents != 0) return;
    signalfd_siginfo info{};
    if (::read(signals_.get(), &info, sizeof info) == sizeof info) act_();
  }
}

}  // namespace mcp
