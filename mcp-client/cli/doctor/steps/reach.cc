#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "doctor/steps/step.hpp"
#include "io/descriptor.hpp"

namespace mcp::cli::doctor {
namespace {

std::string advice_for(int error) {
  switch (error) {
    case ECONNREFUSED:
      return "Nothing listens there: start the server, or check the port in the URL.";
    case ETIMEDOUT:
      return "A firewall may drop the connection; check the address and the port.";
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EADDRNOTAVAIL:
      return "This machine has no route to the address.";
    default:
      return "";
  }
}

int connect_within(const Address& address, Milliseconds patience, const Descriptor& socket) {
  const auto* target = reinterpret_cast<const sockaddr*>(address.bytes.data());
  if (::connect(socket.get(), target, static_cast<socklen_t>(address.bytes.size())) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  pollfd connected{socket.get(), POLLOUT, 0};
  if (::poll(&connected, 1, static_cast<int>(patience.count())) != 1) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

}  // namespace

Step connect_to(const Address& address, Milliseconds patience, int& connection) {
  Step step{.id = "tcp", .title = "TCP connection to " + address.text};
  connection = -1;
  const auto began = std::chrono::steady_clock::now();
  Descriptor socket(::socket(address.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int error = socket ? connect_within(address, patience, socket) : errno;
  step.took = std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - began);
  if (error != 0) {
    step.status = Step::Status::failed;
    step.detail = std::strerror(error);
    step.advice = advice_for(error);
    return step;
  }
  step.detail = "connected";
  connection = ::fcntl(socket.get(), F_DUPFD_CLOEXEC, 0);
  return step;
}

}  // namespace mcp::cli::doctor
