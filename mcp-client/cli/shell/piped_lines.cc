#include "shell/piped_lines.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace mcp::cli {
namespace {

constexpr std::size_t most_piped_bytes = std::size_t{64} << 20;

}  // namespace

ReadLine PipedLines::read() {
  while (!ended_) {
    const auto end = buffer_.find('\n');
    if (end != buffer_.npos || (exhausted_ && !buffer_.empty())) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end == buffer_.npos ? buffer_.size() : end + 1);
      if (line.ends_with('\r')) line.pop_back();
      return {ReadLine::End::line, std::move(line)};
    }
    if (exhausted_ || buffer_.size() > most_piped_bytes || !fill()) break;
  }
  return {};
}

void PipedLines::end() {
  ended_ = true;
  wakeup_.signal();
}

// False when the reading was ended.
bool PipedLines::fill() {
  std::array<pollfd, 2> ready = {pollfd{input_, POLLIN, 0}, pollfd{wakeup_.fd(), POLLIN, 0}};
  if (::poll(ready.data(), ready.size(), -1) < 0) return errno == EINTR;
  if (ready[1].revents != 0) return false;
  std::array<char, 4096> piece{};
  const ssize_t count = ::read(input_, piece.data(), piece.size());
  if (count <= 0) {
    exhausted_ = true;
  } else {
    buffer_.append(piece.data(), static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace mcp::cli
