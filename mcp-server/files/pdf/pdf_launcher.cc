#include "pdf/pdf_launcher.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

#include "file_error.hpp"
#include "pdf/launch_process.hpp"

namespace mcp::files {
namespace {

std::array<char, PdfLaunch::longest> argument(std::uint64_t number) {
  std::array<char, PdfLaunch::longest> text{};
  std::to_chars(text.data(), text.data() + text.size() - 1, number);
  return text;
}

/// Both ends of a pipe.
struct Pipe {
  Descriptor reading;
  Descriptor writing;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw system_error(errno, "the output of the PDF");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

bool send_launch(int socket, PdfLaunch launch, int pdf, int output) {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(2 * sizeof(int))> control{};
  iovec data{&launch, sizeof launch};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(2 * sizeof(int));
  const std::array<int, 2> descriptors{pdf, output};
  std::memcpy(CMSG_DATA(header), descriptors.data(), sizeof descriptors);
  ssize_t sent = -1;
  do {
    sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  return sent == sizeof launch;
}

}  // namespace

std::shared_ptr<const PdfLauncher> PdfLauncher::start(const std::string& program) {
  std::array<int, 2> ends{};
  if (::access(program.c_str(), X_OK) != 0) return nullptr;
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return nullptr;
  Descriptor here(ends[0]);
  const Descriptor there(ends[1]);
  const pid_t process = ::_Fork();
  if (process == 0) serve_pdf_launches(there.get(), program.c_str());
  if (process < 0) return nullptr;
  return std::shared_ptr<const PdfLauncher>(new PdfLauncher(std::move(here), process));
}

PdfLauncher::~PdfLauncher() {
  socket_.reset();
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) continue;
}

Descriptor PdfLauncher::run(int pdf, const PdfRequest& request) const {
  Pipe output = make_pipe();
  const PdfLaunch launch{argument(request.first_page), argument(request.last_page),
                         argument(request.max_bytes)};
  if (send_launch(socket_.get(), launch, pdf, output.writing.get())) {
    return std::move(output.reading);
  }
  if (errno == EAGAIN || errno == ETOOMANYREFS) {
    throw FileError("E_BUSY", "too many PDF files are being read", "try again later").retryable();
  }
  throw FileError("E_IO", "the process that reads PDF files has ended",
                  "ask the person to restart the server");
}

std::string pdf_program() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return (self.parent_path() / "mcp-pdf-text").string();
}

}  // namespace mcp::files
