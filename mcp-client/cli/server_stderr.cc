#include "server_stderr.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "terminal.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t most_kept = std::size_t{64} << 10;

// Whether `reason` contains each of the lines. A server that was started more than once may have
// written the same lines each time.
bool says_all(std::string_view reason, std::string_view lines) {
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size() - 1) + 1;
    if (reason.find(lines.substr(0, end)) == reason.npos) return false;
    lines.remove_prefix(end);
  }
  return true;
}

}  // namespace

void ServerStderr::take(std::string_view piece) {
  const std::scoped_lock lock(mutex_);
  has_text_ = true;
  if (shows_) return show(piece);
  kept_ += piece;
  if (kept_.size() > most_kept) kept_.erase(0, kept_.size() - most_kept);
}

void ServerStderr::opened() {
  const std::scoped_lock lock(mutex_);
  shows_ = true;
  kept_ = {};
}

void ServerStderr::failed(std::string_view reason) {
  const std::scoped_lock lock(mutex_);
  shows_ = true;
  if (!says_all(reason, kept_)) show(kept_);
  kept_ = {};
}

bool ServerStderr::has_text() {
  const std::scoped_lock lock(mutex_);
  return has_text_;
}

void ServerStderr::show(std::string_view piece) {
  if (elsewhere_ && elsewhere_(std::string(piece))) return;
  if (is_terminal(STDERR_FILENO)) return terminal_.take(piece);
  std::fwrite(piece.data(), 1, piece.size(), stderr);
  std::fflush(stderr);
}

}  // namespace mcp::cli
