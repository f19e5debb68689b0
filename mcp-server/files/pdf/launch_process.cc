#include "pdf/launch_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace mcp::files {
namespace {

constexpr int most_programs = 4;
constexpr unsigned longest_run_seconds = 15;
constexpr int socket_here = 3;

/// A message, and the descriptors that came with it.
struct ReceivedLaunch {
  PdfLaunch launch;
  int pdf = -1;
  int output = -1;
};

enum class Receipt { message, nothing, end };

Receipt receive_launch(int socket, ReceivedLaunch& received) {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(2 * sizeof(int))> control{};
  iovec data{&received.launch, sizeof received.launch};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  if (size < 0 && errno == EINTR) return Receipt::nothing;
  if (size <= 0) return Receipt::end;
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (size != sizeof received.launch || !header || header->cmsg_type != SCM_RIGHTS ||
      header->cmsg_len != CMSG_LEN(2 * sizeof(int))) {
    return Receipt::nothing;
  }
  std::memcpy(&received.pdf, CMSG_DATA(header), sizeof(int));
  std::memcpy(&received.output, CMSG_DATA(header) + sizeof(int), sizeof(int));
  return Receipt::message;
}

[[noreturn]] void execute(ReceivedLaunch& received, const char* program) {
  ::dup2(received.pdf, STDIN_FILENO);
  ::dup2(received.output, STDOUT_FILENO);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) ::signal(signal, SIG_DFL);
  ::alarm(longest_run_seconds);
  std::array<char, 13> name{"mcp-pdf-text"};
  PdfLaunch& launch = received.launch;
  std::array<char*, 5> arguments{name.data(), launch.first_page.data(), launch.last_page.data(),
                                 launch.max_bytes.data(), nullptr};
  // The environment may contain secrets.
  std::array<char*, 1> environment{nullptr};
  ::execve(program, arguments.data(), environment.data());
  ::_exit(127);
}

// Only the socket stays open: no file of the server, and not the input and output of its protocol.
void keep_only(int socket) {
  const int none = ::open("/dev/null", O_RDWR);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(none, standard);
  ::dup2(socket, socket_here);
  ::fcntl(socket_here, F_SETFD, FD_CLOEXEC);
  ::close_range(socket_here + 1, ~0U, 0);
}

// Waits for programs that have ended, and while too many run for one of them.
int running_after_wait(int running) {
  while (running > 0) {
    const pid_t ended = ::waitpid(-1, nullptr, running < most_programs ? WNOHANG : 0);
    if (ended < 0 && errno == EINTR) continue;
    if (ended <= 0) break;
    --running;
  }
  return running;
}

}  // namespace

void serve_pdf_launches(int socket, const char* program) {
  // A signal to the whole group of processes is for the server, which closes the socket at its end.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::signal(signal, SIG_IGN);
  keep_only(socket);
  for (int running = 0;;) {
    ReceivedLaunch received;
    const Receipt receipt = receive_launch(socket_here, received);
    if (receipt == Receipt::end) ::_exit(0);
    if (receipt == Receipt::nothing) continue;
    running = running_after_wait(running);
    const pid_t process = ::_Fork();
    if (process == 0) execute(received, program);
    if (process > 0) ++running;
    ::close(received.pdf);
    ::close(received.output);
  }
}

}  // namespace mcp::files
