#include "io/line_reader.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>

namespace mcp {

// Waits until there is something to read. False: a watched descriptor ends the reading.
bool LineReader::wait(const Watched& watched) {
  for (bool paused = watched.full();; paused = watched.full()) {
    std::vector<pollfd> polled;
    for (const int fd : watched.at_once) polled.push_back({fd, POLLIN, 0});
    // poll() reports the end of the stream even when no events are requested.
    polled.push_back({descriptor_.get(), static_cast<short>(paused ? 0 : POLLIN), 0});
    for (const int fd : watched.when_drained) polled.push_back({fd, POLLIN, 0});
    if (paused) polled.push_back({watched.room, POLLIN, 0});
    while (::poll(polled.data(), polled.size(), -1) < 0 && errno == EINTR) {
    }
    const auto spoke =
        std::ranges::find_if(polled, [](const pollfd& one) { return one.revents != 0; });
    if (spoke == polled.end()) return false;
    if (spoke->fd == descriptor_.get()) return true;
    if (paused && spoke->fd == watched.room) continue;
    const bool at_once = spoke - polled.begin() < std::ssize(watched.at_once);
    return !at_once && readable(descriptor_);
  }
}

LineReader::End LineReader::run(const Handlers& handlers, const Watched& watched) {
  while (wait(watched)) {
    const auto space = framer_.space();
    const ssize_t count = ::read(descriptor_.get(), space.data(), space.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return End::end_of_stream;
    framer_.commit(static_cast<std::size_t>(count));
    handlers.before_batch();
    while (auto line = framer_.next()) handlers.take(*std::move(line));
    handlers.after_batch();
  }
  return End::interrupted;
}

}  // namespace mcp
