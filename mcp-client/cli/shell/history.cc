#include "shell/history.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "io/descriptor.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t most_kept_bytes = 4096;
constexpr std::uintmax_t most_file_bytes = std::uintmax_t{8} << 20;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// A file of this user, which no link stands for.
bool is_own_file(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         status.st_uid == ::geteuid() &&
         static_cast<std::uintmax_t>(status.st_size) <= most_file_bytes;
}

void write_all(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = ::write(file, text.data() + done, text.size() - done);
    if (count <= 0) return;
    done += static_cast<std::size_t>(count);
  }
}

}  // namespace

std::string ShellHistory::default_path() {
  const std::string state = variable("XDG_STATE_HOME");
  if (state.starts_with('/')) return state + "/mcp-client/history";
  const std::string home = variable("HOME");
  return home.starts_with('/') ? home + "/.local/state/mcp-client/history" : "";
}

ShellHistory::ShellHistory(std::string path) : path_(std::move(path)) {
  if (path_.empty() || !is_own_file(path_)) return;
  std::ifstream file(path_);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.size() <= most_kept_bytes) lines_.push_back(line);
  }
  if (lines_.size() > most_lines) lines_.erase(lines_.begin(), lines_.end() - most_lines);
}

bool ShellHistory::add(const std::string& line) {
  const bool kept = !line.empty() && line.front() != ' ' && line.front() != '\t' &&
                    line.size() <= most_kept_bytes && line.find('\n') == line.npos;
  if (!kept || (!lines_.empty() && lines_.back() == line)) return false;
  lines_.push_back(line);
  if (lines_.size() > most_lines) lines_.erase(lines_.begin());
  write();
  return true;
}

// Replaces the file, so that it is whole whenever it is read.
void ShellHistory::write() const {
  if (path_.empty()) return;
  const std::filesystem::path folder = std::filesystem::path(path_).parent_path();
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
  const std::string fresh = path_ + '.' + std::to_string(::getpid());
  std::string text;
  for (const auto& line : lines_) text += line + '\n';
  {
    const Descriptor file(
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return;
    write_all(file.get(), text);
  }
  if (std::filesystem::rename(fresh, path_, ignored); ignored) {
    std::filesystem::remove(fresh, ignored);
  }
}

}  // namespace mcp::cli
