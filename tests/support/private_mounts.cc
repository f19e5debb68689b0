#include "support/private_mounts.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace mcp::test {
namespace {

// Without privileges a mount namespace is possible only in a user namespace of its own.
bool enter() {
  if (::geteuid() == 0) return ::unshare(CLONE_NEWNS) == 0;
  const std::string self = "0 " + std::to_string(::geteuid()) + " 1";
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  std::ofstream("/proc/self/setgroups") << "deny";
  return bool(std::ofstream("/proc/self/uid_map") << self << std::flush);
}

}  // namespace

PrivateMounts::PrivateMounts() {
  const bool entered = enter() && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  if (!entered) refused_ = std::string("needs mounts of its own: ") + std::strerror(errno);
}

PrivateMounts::~PrivateMounts() {
  for (auto at = mounted_.rbegin(); at != mounted_.rend(); ++at) {
    ::umount2(at->c_str(), MNT_DETACH);
  }
}

void PrivateMounts::add(const std::filesystem::path& at, int result) {
  if (result == 0) return mounted_.push_back(at);
  refused_ = "cannot mount " + at.string() + ": " + std::strerror(errno);
}

void PrivateMounts::memory(const std::filesystem::path& at, const std::string& options) {
  add(at, ::mount("none", at.c_str(), "tmpfs", 0, ("mode=0755," + options).c_str()));
}

void PrivateMounts::bind(const std::filesystem::path& what, const std::filesystem::path& at) {
  add(at, ::mount(what.c_str(), at.c_str(), nullptr, MS_BIND, nullptr));
}

void PrivateMounts::make_read_only(const std::filesystem::path& at) {
  if (::mount(nullptr, at.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0) return;
  refused_ = "cannot remount " + at.string() + ": " + std::strerror(errno);
}

}  // namespace mcp::test
