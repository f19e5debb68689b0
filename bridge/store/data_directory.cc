#include "bridge/store/data_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "io/trusted_path.hpp"

namespace mcp::bridge {
namespace {

namespace fs = std::filesystem;

constexpr mode_t private_directory = 0700;
constexpr mode_t private_file = 0600;
constexpr mode_t of_others = 0077;
constexpr mode_t writable_by_others = 0022;

constexpr const char* lock_name = "bridge.lock";
constexpr const char* database_name = "bridge.db";
constexpr const char* credentials_name = "credentials.json";

// Suffixes of SQLite's files, in both journal modes.
constexpr const char* database_suffixes[] = {"", "-wal", "-shm", "-journal"};

std::string because(int error) {
  return ": " + std::string(std::strerror(error));
}

/// The path without a slash at its end, so that filename() is the directory's name.
fs::path normal(const std::string& path) {
  fs::path whole = fs::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

// The id of the process that holds the lock, for the error message. It may have ended by now.
std::string holder_of(const Descriptor& lock) {
  char text[32];
  const ssize_t got = ::pread(lock.get(), text, sizeof text, 0);
  const std::string id(text, got > 0 ? static_cast<std::size_t>(got) : 0);
  const bool is_number = !id.empty() && id.find_first_not_of("0123456789") == id.npos;
  return is_number ? " (process " + id + ")" : "";
}

}  // namespace

DataDirectory::DataDirectory(const std::string& path) : path_(normal(path).string()) {
  std::error_code error;
  make_parents(path_);
  // Resolves links in the parent path: they are allowed, but SQLITE_OPEN_NOFOLLOW rejects them.
  const fs::path real = fs::canonical(fs::path(path_).parent_path(), error);
  if (error) refuse("cannot be found: " + error.message());
  path_ = (real / fs::path(path_).filename()).string();
  try {
    require_trusted_parents(path_);
  } catch (const std::runtime_error& untrusted) {
    refuse(untrusted.what());
  }
  if (::mkdir(path_.c_str(), private_directory) != 0 && errno != EEXIST) {
    refuse("cannot be created" + because(errno));
  }
  if (fs::is_symlink(path_, error)) refuse("is a symbolic link: name the directory it leads to");
  directory_.reset(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!directory_) refuse("cannot be opened" + because(errno));
  check();
  check_file(lock_name);
  check_file(credentials_name);
  for (const char* suffix : database_suffixes) check_file(std::string(database_name) + suffix);
  lock();
  tighten();
}

// Creates the parents with access for this user only, whatever the umask.
void DataDirectory::make_parents(const std::filesystem::path& path) const {
  const fs::path parent = path.parent_path();
  struct stat status {};
  if (parent == path || ::lstat(parent.c_str(), &status) == 0) return;
  make_parents(parent);
  if (::mkdir(parent.c_str(), private_directory) != 0 && errno != EEXIST) {
    refuse("cannot be created" + because(errno));
  }
}

std::string DataDirectory::database() const {
  return (fs::path(path_) / database_name).string();
}

std::string DataDirectory::credentials() const {
  return (fs::path(path_) / credentials_name).string();
}

void DataDirectory::check() const {
  struct stat status {};
  if (::fstat(directory_.get(), &status) != 0) refuse("cannot be examined" + because(errno));
  if (status.st_uid != ::geteuid()) {
    refuse("belongs to user " + std::to_string(status.st_uid) + ", but mcp-bridge runs as user " +
           std::to_string(::geteuid()) + ": choose another directory, or run it as the owner");
  }
  if ((status.st_mode & writable_by_others) != 0) {
    refuse(
        "other users may write there and may have replaced its files: look at them, then chmod "
        "700 it, or choose another directory");
  }
}

// Checks owner, mode and links: another user may have created the file while the directory was
// open, with rules that allow tools, or as a hard link to a file that would be overwritten.
void DataDirectory::check_file(const std::string& name) const {
  struct stat status {};
  if (::fstatat(directory_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return;
    refuse(name + " in it cannot be examined" + because(errno));
  }
  if (!S_ISREG(status.st_mode)) refuse(name + " in it is not a regular file: remove it");
  if (status.st_nlink != 1) {
    refuse(name + " in it has other names too: put a copy of it in its place");
  }
  if (status.st_uid != ::geteuid()) {
    refuse(name + " in it belongs to user " + std::to_string(status.st_uid) + ": remove it");
  }
  if ((status.st_mode & writable_by_others) != 0) {
    refuse("other users may write " + name + " in it: look at it, then chmod 600 it, or remove it");
  }
}

void DataDirectory::lock() {
  lock_.reset(::openat(directory_.get(), lock_name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
                       private_file));
  if (!lock_) refuse(std::string("cannot open ") + lock_name + " in it" + because(errno));
  int result = 0;
  do {
    result = ::flock(lock_.get(), LOCK_EX | LOCK_NB);
  } while (result != 0 && errno == EINTR);
  if (result != 0 && errno == EWOULDBLOCK) {
    refuse("another mcp-bridge" + holder_of(lock_) +
           " uses it: stop that one, or choose another directory");
  }
  if (result != 0) refuse("cannot be locked" + because(errno));
  const std::string id = std::to_string(::getpid());
  // The id is only for the message above: a full disk must not prevent the start.
  if (::ftruncate(lock_.get(), 0) != 0) return;
  [[maybe_unused]] const ssize_t written = ::pwrite(lock_.get(), id.data(), id.size(), 0);
}

void DataDirectory::tighten() {
  struct stat status {};
  if (::fstat(directory_.get(), &status) != 0) refuse("cannot be examined" + because(errno));
  if ((status.st_mode & of_others) != 0) {
    if (::fchmod(directory_.get(), private_directory) != 0) {
      refuse("other users may read it, and its mode cannot be changed" + because(errno));
    }
    tightened_.push_back(path_);
  }
  tighten_file(lock_name);
  tighten_file(credentials_name);
  for (const char* suffix : database_suffixes) tighten_file(std::string(database_name) + suffix);
}

void DataDirectory::tighten_file(const std::string& name) {
  struct stat status {};
  if (::fstatat(directory_.get(), name.c_str(), &status, 0) != 0) return;
  if ((status.st_mode & of_others) == 0) return;
  const mode_t mode = status.st_mode & private_directory;
  if (::fchmodat(directory_.get(), name.c_str(), mode, 0) != 0) {
    refuse("other users may read " + name + ", and its mode cannot be changed" + because(errno));
  }
  tightened_.push_back((fs::path(path_) / name).string());
}

void DataDirectory::refuse(const std::string& why) const {
  throw std::runtime_error("the data directory " + path_ + ": " + why + " (--data-dir)");
}

}  // namespace mcp::bridge
