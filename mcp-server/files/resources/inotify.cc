#include "resources/inotify.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace mcp::files {
namespace {

constexpr std::uint32_t entry_changes = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
constexpr std::uint32_t content_changes = IN_MODIFY | IN_CLOSE_WRITE;
constexpr std::uint32_t watched_changes = entry_changes | content_changes | IN_ONLYDIR;
constexpr std::size_t buffer_bytes = std::size_t{16} << 10;

DirectoryEvent to_event(const inotify_event& raw, const char* name) {
  using Kind = DirectoryEvent::Kind;
  DirectoryEvent event{.kind = Kind::written,
                       .watch = WatchId(raw.wd),
                       .name = raw.len == 0 ? "" : name,
                       .is_directory = (raw.mask & IN_ISDIR) != 0};
  if ((raw.mask & entry_changes) != 0) event.kind = Kind::entry;
  if ((raw.mask & IN_IGNORED) != 0) event.kind = Kind::gone;
  if ((raw.mask & IN_Q_OVERFLOW) != 0) event.kind = Kind::overflow;
  return event;
}

}  // namespace

bool Inotify::open() {
  if (!events_) events_.reset(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  return static_cast<bool>(events_);
}

std::optional<WatchId> Inotify::add(const Descriptor& directory) {
  // The name of the descriptor leads to the directory itself, not through its path.
  const std::string same = "/proc/self/fd/" + std::to_string(directory.get());
  const int watch = ::inotify_add_watch(events_.get(), same.c_str(), watched_changes);
  if (watch < 0) return std::nullopt;
  return WatchId(watch);
}

void Inotify::remove(WatchId watch) {
  ::inotify_rm_watch(events_.get(), static_cast<int>(watch));
}

void Inotify::read(const std::function<void(const DirectoryEvent&)>& visit) {
  alignas(inotify_event) std::array<char, buffer_bytes> buffer;
  const ssize_t size = ::read(events_.get(), buffer.data(), buffer.size());
  const auto end = static_cast<std::size_t>(std::max<ssize_t>(size, 0));
  for (std::size_t at = 0; at < end;) {
    inotify_event raw;
    std::memcpy(&raw, buffer.data() + at, sizeof raw);
    visit(to_event(raw, buffer.data() + at + sizeof raw));
    at += sizeof raw + raw.len;
  }
}

}  // namespace mcp::files
