#include "process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "child_environment.hpp"

namespace mcp {
namespace {

struct Pipe {
  Descriptor read;
  Descriptor write;

  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      throw Error(ErrorCode::connection_closed,
                  std::string("Cannot make a pipe: ") + std::strerror(errno));
    }
    read.reset(ends[0]);
    write.reset(ends[1]);
  }
};

/// Runs in the child between fork and exec.
class SpawnSetup {
 public:
  SpawnSetup() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t every;
    ::sigemptyset(&none);
    ::sigfillset(&every);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &every);
    // A new session (setsid) has a process group of its own and no controlling terminal: otherwise
    // a server could read what is typed there, or insert input itself (TIOCSTI).
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnSetup() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;

  void connect(const Descriptor& from, int to) {
    ::posix_spawn_file_actions_adddup2(&actions_, from.get(), to);
  }
  /// A server must not inherit descriptors of this process, for example listening sockets.
  void close_others() { ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1); }
  void change_directory(const std::string& directory) {
    ::posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str());
  }

  posix_spawn_file_actions_t* actions() { return &actions_; }
  posix_spawnattr_t* attributes() { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::string describe_end(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return "it exited with code " + std::to_string(info.si_status);
  return std::string("it was ended by ") + ::strsignal(info.si_status);
}

// Gives the remaining processes of the group a moment to exit, then kills them.
void end_group(pid_t group) {
  constexpr int grace_ms = 200;
  constexpr int step_ms = 5;
  for (int waited = 0; ::kill(-group, 0) == 0; waited += step_ms) {
    if (waited >= grace_ms) {
      ::kill(-group, SIGKILL);
      return;
    }
    ::poll(nullptr, 0, step_ms);
  }
}

}  // namespace

// The lock makes `kill` wait until the process exists.
Process::Process(const ChildProcess& options)
    : on_kill_(options.kill, [this] { kill_group(SIGKILL); }) {
  if (options.command.empty()) {
    throw Error(ErrorCode::connection_closed, "No command to start a server with");
  }
  Pipe in;
  Pipe out;
  SpawnSetup setup;
  setup.connect(in.read, STDIN_FILENO);
  setup.connect(out.write, STDOUT_FILENO);
  std::optional<Pipe> err;
  if (options.on_stderr) {
    err.emplace();
    setup.connect(err->write, STDERR_FILENO);
  }
  if (!options.directory.empty()) setup.change_directory(options.directory);
  setup.close_others();
  auto command = options.command;
  auto environment = child_environment(options);
  const std::scoped_lock lock(mutex_);
  if (options.kill.stop_requested()) throw Error(ErrorCode::request_cancelled, "Cancelled");
  const int failed = ::posix_spawnp(&pid_, command[0].c_str(), setup.actions(), setup.attributes(),
                                    pointers(command).data(), pointers(environment).data());
  if (failed != 0) {
    pid_ = -1;
    throw Error(ErrorCode::connection_closed,
                "Cannot start `" + command[0] + "`: " + std::strerror(failed));
  }
  pidfd_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  stdin_ = std::move(in.write);
  stdout_ = std::move(out.read);
  if (err) stderr_ = std::move(err->read);
}

Process::~Process() {
  kill_group(SIGKILL);
  reap();
}

bool Process::wait_for(std::chrono::milliseconds limit) const {
  pollfd ended{pidfd_.get(), POLLIN, 0};
  return ::poll(&ended, 1, static_cast<int>(limit.count())) == 1;
}

void Process::kill_group(int signal) const {
  std::scoped_lock lock(mutex_);
  if (pid_ > 0) ::kill(-pid_, signal);
}

std::string Process::reap() {
  wait_for(std::chrono::milliseconds(-1));
  std::scoped_lock lock(mutex_);
  if (pid_ < 0) return {};
  // Before the process is reaped: until then its id cannot be reused for another group.
  ::kill(-pid_, SIGTERM);
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) != 0 && errno == EINTR) {
  }
  end_group(std::exchange(pid_, -1));
  return describe_end(info);
}

}  // namespace mcp
