#include "server_stderr.hpp"

#include <unistd.h>

#include <cstdio>

#include "terminal.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t most_kept = std::size_t{64} << 10;

}  // namespace

void ServerStderr::take(std::string_view piece) {
  const std::scoped_lock lock(mutex_);
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
  if (reason.find(kept_) == reason.npos) show(kept_);
  kept_ = {};
}

void ServerStderr::show(std::string_view piece) {
  if (is_terminal(STDERR_FILENO)) return terminal_.take(piece);
  std::fwrite(piece.data(), 1, piece.size(), stderr);
  std::fflush(stderr);
}

}  // namespace mcp::cli
