#include "doctor/stdio_peer.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "mcp/error.hpp"
#include "process.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr std::size_t most_line_bytes = std::size_t{32} << 20;
constexpr std::size_t most_stderr = 2'000;
constexpr int step_ms = 100;  // how soon a stop request is noticed

// The text of standard error arrives through a pipe when there is a handler for it.
ChildProcess with_stderr(ChildProcess process) {
  process.on_stderr = [](std::string_view) {};
  return process;
}

void no_waiting(const Descriptor& descriptor) {
  ::fcntl(descriptor.get(), F_SETFL, ::fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
}

int milliseconds_to(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  return std::clamp(static_cast<int>(left.count()), 0, step_ms);
}

bool is_awaited(const Sending& sending) {
  return sending.enough || (sending.message.is_object() && sending.message.contains("id"));
}

}  // namespace

StdioPeer::StdioPeer(ChildProcess process, std::stop_token stop)
    : stop_(std::move(stop)),
      process_(std::make_unique<Process>(with_stderr(std::move(process)))),
      input_(process_->take_stdin()),
      output_(process_->take_stdout()),
      errors_(process_->take_stderr()) {
  ::signal(SIGPIPE, SIG_IGN);
  for (const auto* end : {&input_, &output_, &errors_}) no_waiting(*end);
}

StdioPeer::~StdioPeer() = default;

Exchange StdioPeer::exchange(const Sending& sending) {
  Exchange exchange;
  const auto began = Clock::now();
  const auto deadline = began + sending.patience;
  exchange.sent = sending.message;
  if (sending.message.is_object()) exchange.method = sending.message.value("method", "");
  const std::string line = sending.text.empty() ? to_text(sending.message) : sending.text;
  if (!write(line + '\n', deadline)) {
    exchange.failure = ended_ ? ending_ : "the program does not read its standard input";
  } else if (is_awaited(sending)) {
    receive(exchange, sending, deadline);
  }
  exchange.took = std::chrono::duration_cast<Milliseconds>(Clock::now() - began);
  return exchange;
}

bool StdioPeer::write(const std::string& line, Clock::time_point deadline) {
  std::size_t written = 0;
  while (written < line.size() && !ended_ && !stop_.stop_requested()) {
    const auto count = ::write(input_.get(), line.data() + written, line.size() - written);
    if (count > 0) written += static_cast<std::size_t>(count);
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
      ended_ = true;
      ending_ = "the program has closed its standard input";
    }
    if (written < line.size() && Clock::now() >= deadline) return false;
    pollfd room{input_.get(), POLLOUT, 0};
    if (written < line.size()) ::poll(&room, 1, milliseconds_to(deadline));
  }
  return written == line.size();
}

void StdioPeer::receive(Exchange& exchange, const Sending& sending, Clock::time_point deadline) {
  while (true) {
    const std::size_t seen = exchange.others.size();
    const bool done = take_lines(exchange, sending);
    answer_requests(exchange, seen);
    if (done) return;
    if (ended_) {
      exchange.failure = ending_;
      return;
    }
    if (Clock::now() >= deadline || stop_.stop_requested()) {
      exchange.failure = "no response within " + std::to_string(sending.patience.count()) + " ms";
      return;
    }
    wait_for_output(deadline);
  }
}

bool StdioPeer::take_lines(Exchange& exchange, const Sending& sending) {
  std::size_t begin = 0;
  bool done = false;
  while (!done) {
    const auto end = buffer_.find('\n', std::max(begin, scanned_));
    if (end == std::string::npos) break;
    std::string_view line(buffer_.data() + begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    begin = end + 1;
    if (!line.empty()) done = take_text(exchange, line, sending);
  }
  buffer_.erase(0, begin);
  scanned_ = done ? 0 : buffer_.size();
  return done;
}

// Reads what is there, at most until the deadline.
bool StdioPeer::wait_for_output(Clock::time_point deadline) {
  pollfd ends[] = {{output_.get(), POLLIN, 0}, {errors_.get(), POLLIN, 0}};
  if (::poll(ends, 2, milliseconds_to(deadline)) <= 0) return false;
  if (ends[1].revents != 0) read_errors();
  if (ends[0].revents == 0) return true;
  char bytes[65'536];
  const auto count = ::read(output_.get(), bytes, sizeof bytes);
  if (count > 0) buffer_.append(bytes, static_cast<std::size_t>(count));
  if (buffer_.size() > most_line_bytes && buffer_.find('\n', scanned_) == std::string::npos) {
    buffer_.clear();
    scanned_ = 0;
  }
  if (count == 0) {
    ended_ = true;
    ending_ = process_->wait_for(Milliseconds(200)) ? "the program has exited"
                                                    : "the program has closed its standard output";
  }
  return true;
}

void StdioPeer::read_errors() {
  char bytes[16'384];
  const auto count = ::read(errors_.get(), bytes, sizeof bytes);
  if (count == 0) errors_.reset();
  if (count <= 0) return;
  stderr_bytes_ += static_cast<std::size_t>(count);
  last_stderr_.append(bytes, static_cast<std::size_t>(count));
  if (last_stderr_.size() > most_stderr) last_stderr_.erase(0, last_stderr_.size() - most_stderr);
}

// A server may wait for the response to a request of its own.
void StdioPeer::answer_requests(const Exchange& exchange, std::size_t from) {
  for (std::size_t i = from; i < exchange.others.size(); ++i) {
    if (!is_request(exchange.others[i])) continue;
    write(to_text(reply_to_request(exchange.others[i])) + '\n', Clock::now() + Milliseconds(500));
  }
}

std::optional<Milliseconds> StdioPeer::end(Milliseconds patience) {
  const auto began = Clock::now();
  input_.reset();
  while (Clock::now() < began + patience && !stop_.stop_requested()) {
    wait_for_output(Clock::now() + Milliseconds(20));
    buffer_.clear();
    scanned_ = 0;
    if (process_->wait_for(Milliseconds(ended_ ? step_ms : 0))) {
      return std::chrono::duration_cast<Milliseconds>(Clock::now() - began);
    }
  }
  return std::nullopt;
}

}  // namespace mcp::cli::doctor
