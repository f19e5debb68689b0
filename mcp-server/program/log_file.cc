#include "program/log_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "schema/text.hpp"

namespace mcp::program {
namespace {

constexpr mode_t private_file = 0600;
constexpr mode_t others_may_write = 0022;

std::runtime_error unusable(const std::string& path, const std::string& why) {
  return std::runtime_error("--log-file: " + schema::quote_name(path) + ' ' + why);
}

std::string directory_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent;
}

}  // namespace

LogFile::LogFile(const std::string& path)
    : path_(path),
      directory_(::open(directory_of(path).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
  if (!directory_) {
    throw unusable(path, std::string("cannot be created: its directory: ") + std::strerror(errno));
  }
  file_ = open();
}

// Without O_NONBLOCK a FIFO would block the start until somebody reads it.
Descriptor LogFile::open() const {
  const std::string name = std::filesystem::path(path_).filename();
  const int flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  Descriptor file(::openat(directory_.get(), name.c_str(), flags, private_file));
  if (!file && errno == ELOOP) throw unusable(path_, "is a link; give the path of the file");
  if (!file) throw unusable(path_, std::string("cannot be opened: ") + std::strerror(errno));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    throw unusable(path_, "is not a regular file");
  }
  if (status.st_uid != ::geteuid()) throw unusable(path_, "belongs to another user; remove it");
  if ((status.st_mode & others_may_write) != 0) {
    throw unusable(path_, "can be written by others; run chmod 600 on it");
  }
  return file;
}

void LogFile::reopen() {
  Descriptor file = open();
  const std::scoped_lock lock(mutex_);
  file_ = std::move(file);
}

// One write for each line, so that lines of several processes do not mix.
void LogFile::sink_it_(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t line;
  formatter_->format(message, line);
  const ssize_t written = ::write(file_.get(), line.data(), line.size());
  if (written == static_cast<ssize_t>(line.size())) return;
  throw spdlog::spdlog_ex("the log file cannot be written", written < 0 ? errno : ENOSPC);
}

}  // namespace mcp::program
