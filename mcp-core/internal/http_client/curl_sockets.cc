#include "http_client/curl_sockets.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "http_client/curl_options.hpp"

namespace mcp::http::client {
namespace {

constexpr int most_events = 256;
constexpr long kept_connections = 64;

/// Registers the descriptor, or changes what it is registered for.
bool set_interest(int epoll, int descriptor, std::uint32_t events) {
  epoll_event event{.events = events, .data = {.fd = descriptor}};
  if (::epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) == 0) return true;
  return errno == ENOENT && ::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

std::uint32_t to_epoll(int what) {
  const bool in = what == CURL_POLL_IN || what == CURL_POLL_INOUT;
  const bool out = what == CURL_POLL_OUT || what == CURL_POLL_INOUT;
  return (in ? EPOLLIN : 0U) | (out ? EPOLLOUT : 0U);
}

int to_curl(std::uint32_t events) {
  return ((events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
         ((events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
         ((events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
}

}  // namespace

CurlSockets::CurlSockets()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), multi_(make_multi(kept_connections)) {
  // No HTTP/2 multiplexing: a broken connection then fails only one transfer.
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlSockets::watch);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlSockets::set_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  if (epoll_ && set_interest(epoll_.get(), wakeup_.fd(), EPOLLIN)) return;
  curl_multi_cleanup(multi_);
  throw std::system_error(errno, std::generic_category(), "epoll");
}

CurlSockets::~CurlSockets() {
  curl_multi_cleanup(multi_);
}

// Returns no error, which would end all transfers: a socket that cannot be watched gets no events.
int CurlSockets::watch(CURL*, curl_socket_t socket, int what, void* self, void*) {
  const int epoll = static_cast<CurlSockets*>(self)->epoll_.get();
  if (what == CURL_POLL_REMOVE) {
    ::epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nullptr);
  } else {
    set_interest(epoll, socket, to_epoll(what));
  }
  return 0;
}

int CurlSockets::set_timer(CURLM*, long milliseconds, void* self) {
  auto& due = static_cast<CurlSockets*>(self)->due_;
  due.reset();
  if (milliseconds >= 0) due = Clock::now() + std::chrono::milliseconds(milliseconds);
  return 0;
}

void CurlSockets::act(curl_socket_t socket, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, socket, events, &running);
}

std::chrono::milliseconds CurlSockets::until_due(std::chrono::milliseconds longest) const {
  if (!due_) return longest;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due_ - Clock::now());
  return std::clamp(left, std::chrono::milliseconds(0), longest);
}

void CurlSockets::work(std::chrono::milliseconds longest) {
  std::array<epoll_event, most_events> events;
  const int count = ::epoll_wait(epoll_.get(), events.data(), most_events,
                                 static_cast<int>(until_due(longest).count()));
  for (int i = 0; i < count; ++i) {
    const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
    if (descriptor == wakeup_.fd()) {
      wakeup_.clear();
    } else {
      act(descriptor, to_curl(events[static_cast<std::size_t>(i)].events));
    }
  }
  if (!due_ || *due_ > Clock::now()) return;
  due_.reset();
  act(CURL_SOCKET_TIMEOUT, 0);
}

}  // namespace mcp::http::client
