#include "support/server_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

extern char** environ;

namespace mcp::test {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

int remaining(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return left < 0 ? 0 : static_cast<int>(left);
}

// The arguments of execve, made before fork, because the child must not allocate memory.
class Arguments {
 public:
  explicit Arguments(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (auto& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  char** get() { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

std::vector<std::string> environment_of(const Launch& launch) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text = *entry;
    const auto name = text.substr(0, text.find('='));
    if (!launch.environment.contains(std::string(name))) all.emplace_back(text);
  }
  for (const auto& [name, value] : launch.environment) all.push_back(name + '=' + value);
  return all;
}

std::string program_of(const Launch& launch) {
  return launch.program.empty() ? MCP_BINARY_DIR "/mcp-server" : launch.program;
}

}  // namespace

ServerProcess::ServerProcess(Launch launch) {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe to_child = make_pipe();
  Pipe from_child = make_pipe();
  errors_.reset(::memfd_create("stderr", MFD_CLOEXEC));
  const std::string program = program_of(launch);
  auto texts = launch.arguments;
  texts.insert(texts.begin(), program);
  Arguments arguments(std::move(texts));
  Arguments environment(environment_of(launch));
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork");
  if (pid_ == 0) {
    ::dup2(to_child.read.get(), STDIN_FILENO);
    ::dup2(from_child.write.get(), STDOUT_FILENO);
    ::dup2(errors_.get(), STDERR_FILENO);
    if (launch.in_child) launch.in_child();
    ::execve(program.c_str(), arguments.get(), environment.get());
    ::_exit(127);
  }
  watch_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  input_ = std::move(to_child.write);
  output_ = std::move(from_child.read);
  ::fcntl(input_.get(), F_SETFL, O_NONBLOCK);
}

ServerProcess::~ServerProcess() {
  if (exit_) return;
  // scripts/coverage sets it: a process writes its counters only if it is not killed.
  const bool is_counted = std::getenv("TESTS_END_PROCESSES") != nullptr;
  if (is_counted && ::kill(pid_, SIGTERM) == 0 && wait_exit(std::chrono::seconds(10))) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

bool ServerProcess::send(std::string_view line) {
  return send_bytes(std::string(line) + '\n');
}

bool ServerProcess::send_bytes(std::string_view bytes) {
  const auto deadline = Clock::now() + patience;
  while (!bytes.empty()) {
    pollfd ends[] = {{input_.get(), POLLOUT, 0}, {ended_ ? -1 : output_.get(), POLLIN, 0}};
    if (::poll(ends, 2, remaining(deadline)) == 0) return false;
    if (ends[1].revents != 0) fill(std::chrono::milliseconds(0));
    if (ends[0].revents == 0) continue;
    const ssize_t written = ::write(input_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::size_t ServerProcess::send_unheard(std::string_view bytes,
                                        std::chrono::milliseconds stuck_after) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    pollfd end{input_.get(), POLLOUT, 0};
    if (::poll(&end, 1, static_cast<int>(stuck_after.count())) == 0) break;
    const ssize_t written = ::write(input_.get(), bytes.data() + sent, bytes.size() - sent);
    if (written < 0 && errno != EAGAIN && errno != EINTR) break;
    if (written > 0) sent += static_cast<std::size_t>(written);
  }
  return sent;
}

// Reads available bytes, waiting up to the limit. False on timeout or at the end of the stream.
bool ServerProcess::fill(std::chrono::milliseconds limit) {
  if (ended_) return false;
  pollfd end{output_.get(), POLLIN, 0};
  if (::poll(&end, 1, static_cast<int>(limit.count())) <= 0) return false;
  char block[65536];
  const ssize_t got = ::read(output_.get(), block, sizeof block);
  ended_ = got == 0 || (got < 0 && errno != EINTR);
  if (got > 0) buffer_.append(block, static_cast<std::size_t>(got));
  return got > 0;
}

std::optional<std::string> ServerProcess::read_line(std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (true) {
    const auto end = buffer_.find('\n', scanned_);
    if (end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      scanned_ = 0;
      return line;
    }
    scanned_ = buffer_.size();
    if (!fill(std::chrono::milliseconds(remaining(deadline)))) return std::nullopt;
  }
}

std::optional<int> ServerProcess::wait_exit(std::chrono::milliseconds limit) {
  if (exit_) return exit_;
  pollfd watch{watch_.get(), POLLIN, 0};
  if (::poll(&watch, 1, static_cast<int>(limit.count())) <= 0) return std::nullopt;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  exit_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return exit_;
}

void ServerProcess::kill(int signal) const {
  if (!exit_) ::kill(pid_, signal);
}

std::size_t ServerProcess::peak_memory() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  std::string name;
  std::size_t kilobytes = 0;
  while (status >> name) {
    if (name == "VmHWM:" && status >> kilobytes) return kilobytes << 10;
  }
  return 0;
}

std::size_t ServerProcess::open_descriptors() const {
  const std::filesystem::directory_iterator open("/proc/" + std::to_string(pid_) + "/fd");
  return static_cast<std::size_t>(std::distance(begin(open), end(open)));
}

std::string ServerProcess::errors() const {
  std::string text(65536, '\0');
  const ssize_t got = ::pread(errors_.get(), text.data(), text.size(), 0);
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return text;
}

}  // namespace mcp::test
