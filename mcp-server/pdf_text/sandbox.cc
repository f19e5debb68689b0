#include "sandbox.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mcp::pdf_text {
namespace {

constexpr rlim_t cpu_seconds = 10;
constexpr rlim_t memory_bytes = rlim_t{1} << 30;
constexpr rlim_t descriptors = 16;

// Sanitizers reserve more memory than any limit allows, and use more system calls.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

void limit(__rlimit_resource resource, rlim_t most) {
  const rlimit both{most, most};
  ::setrlimit(resource, &both);
}

void limit_resources() {
  limit(RLIMIT_CPU, cpu_seconds);
  if (!is_sanitized) limit(RLIMIT_AS, memory_bytes);
  limit(RLIMIT_NOFILE, descriptors);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
}

// Landlock, with the rights of its first version.
void hide_files() {
  landlock_ruleset_attr handled{};
  handled.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
  const auto rules =
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0));
  if (rules < 0) return;
  // The tables of encodings of Chinese, Japanese and Korean.
  landlock_path_beneath_attr tables{};
  tables.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
  tables.parent_fd = ::open("/usr/share/poppler", O_PATH | O_CLOEXEC);
  if (tables.parent_fd >= 0) {
    ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &tables, 0);
    ::close(tables.parent_fd);
  }
  ::syscall(SYS_landlock_restrict_self, rules, 0);
  ::close(rules);
}

// The system calls for reading, writing and memory are allowed, and opening files for reading. All
// others fail with EPERM: those for sockets, programs, other processes, and changes of files.
void refuse_system_calls() {
#ifdef __x86_64__
  constexpr std::array<std::uint32_t, 26> allowed = {
      SYS_read,         SYS_write,          SYS_close,       SYS_fstat,      SYS_newfstatat,
      SYS_lseek,        SYS_mmap,           SYS_mprotect,    SYS_munmap,     SYS_mremap,
      SYS_brk,          SYS_madvise,        SYS_poll,        SYS_futex,      SYS_rt_sigaction,
      SYS_rt_sigreturn, SYS_rt_sigprocmask, SYS_getpid,      SYS_gettid,     SYS_sysinfo,
      SYS_getrandom,    SYS_clock_gettime,  SYS_sched_yield, SYS_getdents64, SYS_exit,
      SYS_exit_group};
  constexpr std::uint32_t changing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
  const sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  const sock_filter refuse = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
  std::vector<sock_filter> filter = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (const std::uint32_t call : allowed) {
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
    filter.push_back(allow);
  }
  filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 1, 0));
  filter.push_back(refuse);
  filter.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[2])));
  filter.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, changing, 1, 0));
  filter.push_back(allow);
  filter.push_back(refuse);
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

void end_if_closed(int) {
  pollfd output{STDOUT_FILENO, 0, 0};
  if (::poll(&output, 1, 0) == 1) ::_exit(1);
}

}  // namespace

void enter_sandbox() {
  limit_resources();
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  hide_files();
  if (!is_sanitized) refuse_system_calls();
}

void end_without_reader() {
  struct sigaction action {};
  action.sa_handler = end_if_closed;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGIO, &action, nullptr);
  ::fcntl(STDOUT_FILENO, F_SETOWN, ::getpid());
  ::fcntl(STDOUT_FILENO, F_SETFL, ::fcntl(STDOUT_FILENO, F_GETFL) | O_ASYNC);
  end_if_closed(SIGIO);  // it may have been closed before
}

}  // namespace mcp::pdf_text
