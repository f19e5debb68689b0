#include "history/change_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <limits>
#include <optional>
#include <string_view>

#include "file_error.hpp"
#include "file_identity.hpp"
#include "json/parse.hpp"
#include "mcp/never_destroyed.hpp"
#include "stage.hpp"

namespace mcp::files {
namespace {

constexpr const char* change_log_name = "log";
constexpr const char* new_change_log_name = "log.new";
constexpr mode_t private_log = 0600;
constexpr std::uint64_t usual_tail = std::uint64_t{64} << 10;  // bytes; contains the last change

const std::string& shown_change_log() {
  static const auto& text = never_destroyed(std::string("the log of the history"));
  return text;
}

Descriptor open_log(const Descriptor& history, const char* name, int flags) {
  return Descriptor(
      ::openat(history.get(), name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, private_log));
}

// Empty: it is not a line that the server has written.
std::optional<Change> change_in(std::string_view line) {
  const auto json = json::parse(line);
  if (!json) return std::nullopt;
  auto change = decode<Change>(*json);
  if (!change) return std::nullopt;
  return *std::move(change);
}

/// Calls `visit` with each complete line, the first first.
template <class Visit>
void for_each_line(std::string_view text, const Visit& visit) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == text.npos) return;
    visit(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
}

std::vector<Change> changes_in(std::string_view text) {
  std::vector<Change> changes;
  for_each_line(text, [&](std::string_view line) {
    if (auto change = change_in(line)) changes.push_back(*std::move(change));
  });
  return changes;
}

std::string line_of(const Change& change) {
  return encode(change).dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// The end of a log: the number of its last change, and where the next one is written.
struct LogEnd {
  std::uint64_t id = 0;
  std::uint64_t offset = 0;
};

LogEnd end_of(int log, std::uint64_t size, std::uint64_t tail) {
  const std::uint64_t start = size - std::min(size, tail);
  const std::string text = read_at(log, start, size - start, shown_change_log());
  const auto last_line = text.rfind('\n');
  // A part of a line may come first; it is no change.
  const auto changes = changes_in(text);
  if (changes.empty() && start > 0) return end_of(log, size, std::numeric_limits<off_t>::max());
  LogEnd end;
  if (!changes.empty()) end.id = changes.back().id;
  if (last_line != std::string::npos) end.offset = start + last_line + 1;
  return end;
}

void write_and_sync(int log, std::string_view text, std::uint64_t offset) {
  try {
    write_fully(log, text, offset, shown_change_log());
    if (::fdatasync(log) != 0) throw system_error(errno, shown_change_log());
  } catch (const FileError&) {
    // What is left of the line otherwise is not read, because it has no end.
    [[maybe_unused]] const int cut = ::ftruncate(log, static_cast<off_t>(offset));
    throw;
  }
}

}  // namespace

std::vector<Change> read_change_log(const Descriptor& history) {
  const Descriptor log = open_log(history, change_log_name, O_RDONLY);
  if (!log && errno == ENOENT) return {};
  if (!log) throw system_error(errno, shown_change_log());
  require_regular(status_of(log.get(), shown_change_log()), shown_change_log());
  return changes_in(read_all(log.get(), std::numeric_limits<off_t>::max(), shown_change_log()));
}

void append_change(const Descriptor& history, Change& change) {
  const Descriptor log = open_log(history, change_log_name, O_RDWR | O_CREAT);
  if (!log) throw system_error(errno, shown_change_log());
  const struct stat status = status_of(log.get(), shown_change_log());
  require_regular(status, shown_change_log());
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const LogEnd end = end_of(log.get(), size, usual_tail);
  if (end.offset < size && ::ftruncate(log.get(), static_cast<off_t>(end.offset)) != 0) {
    throw system_error(errno, shown_change_log());
  }
  change.id = end.id + 1;
  write_and_sync(log.get(), line_of(change), end.offset);
  if (size == 0) ::fsync(history.get());
}

void replace_change_log(const Descriptor& history, const std::vector<Change>& changes) {
  // The lock of the history is held: a file with this name is left over from a crash.
  ::unlinkat(history.get(), new_change_log_name, 0);
  const Descriptor log = open_log(history, new_change_log_name, O_RDWR | O_CREAT | O_EXCL);
  if (!log) throw system_error(errno, shown_change_log());
  std::string text;
  for (const Change& change : changes) text += line_of(change);
  write_and_sync(log.get(), text, 0);
  if (::renameat(history.get(), new_change_log_name, history.get(), change_log_name) != 0) {
    throw system_error(errno, shown_change_log());
  }
  ::fsync(history.get());
}

std::set<std::string> contents_within(const std::vector<Change>& changes, std::uint64_t bytes) {
  std::set<std::string> digests;
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    for (const Step& step : change->steps) {
      if (!step.before || step.before->sha256.empty()) continue;
      if (digests.contains(step.before->sha256)) continue;
      if (step.before->size > bytes) return digests;
      bytes -= step.before->size;
      digests.insert(step.before->sha256);
    }
  }
  return digests;
}

std::int64_t now_in_milliseconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace mcp::files
