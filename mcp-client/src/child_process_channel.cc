#include <poll.h>
#include <signal.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "io/line_reader.hpp"
#include "io/line_writer.hpp"
#include "mcp/client/channel.hpp"
#include "process.hpp"
#include "protocol/server_message.hpp"

namespace mcp {
namespace {

constexpr std::size_t kept_stderr = 2048;
// How many responses are queued while the server does not read its input.
constexpr std::size_t max_answers_while_congested = 64;

/// One run of the server: its process, its streams and the threads that read them.
class Run {
 public:
  Run(const ChildProcess& options, Receiver& receiver)
      : options_(options),
        receiver_(receiver),
        process_(options),
        writer_(process_.take_stdin()),
        reader_(process_.take_stdout(), options.limits.max_bytes),
        stderr_(process_.take_stderr()) {}

  ~Run() { end(); }

  void begin() {
    if (stderr_) stderr_thread_ = std::thread([this] { read_stderr(); });
    thread_ = std::thread([this] { read(); });
  }

  bool send(Message message) {
    if (std::holds_alternative<Response>(message) && !may_answer()) return false;
    return writer_.send(std::move(message)) || ends_;
  }

  /// Sends what is queued, ends the process and waits for the threads.
  void end() {
    if (!thread_.joinable()) return;
    writer_.flush(options_.until_terminate);
    close_input();
    end_process();
    stop_.signal();
    thread_.join();
  }

  std::string ending() const {
    std::scoped_lock lock(mutex_);
    return ending_;
  }

 private:
  // Limits the queued responses: a server that sends requests and reads nothing would otherwise
  // make the queue grow without bound.
  bool may_answer() {
    if (!writer_.congested()) answers_while_congested_ = 0;
    return answers_while_congested_++ < max_answers_while_congested;
  }

  // Reads until the server closes its output, or until it has exited and the output is drained: a
  // process that it started may hold the output open.
  void read() {
    reader_.run({.take = [this](LineFramer::Line line) { take(std::move(line)); }},
                {.at_once = {stop_.fd()}, .when_drained = {process_.ended_fd()}});
    close_input();
    end_process();
    std::string how = process_.reap();
    if (stderr_thread_.joinable()) stderr_thread_.join();
    {
      std::scoped_lock lock(mutex_);
      ending_ = std::move(how);
      if (!last_stderr_.empty()) ending_ += "; it last said: " + last_stderr_;
    }
    receiver_.closed();
  }

  // Closes the server's input. Messages after this are dropped; Receiver::closed reports why.
  void close_input() {
    ends_ = true;
    writer_.close();
  }

  // The server should exit once its input is closed; otherwise it gets SIGTERM, then SIGKILL.
  void end_process() {
    if (process_.wait_for(options_.until_terminate)) return;
    process_.kill_group(SIGTERM);
    if (process_.wait_for(options_.until_kill)) return;
    process_.kill_group(SIGKILL);
  }

  // Lines that are not messages are dropped: some servers print to standard output.
  void take(LineFramer::Line line) {
    auto message = std::visit([this](const auto& read) { return as_message(read); }, line);
    if (!message) return;
    // Standard error that was written before the message is reported before it.
    while (stderr_ && readable(stderr_) && read_stderr_piece()) {
    }
    receiver_.receive(*std::move(message));
  }

  std::optional<Message> as_message(const json::PaddedText& line) const {
    auto message = read_server_message(line, options_.limits);
    return message ? std::optional(*std::move(message)) : std::nullopt;
  }

  std::optional<Message> as_message(const OversizedLine& line) const {
    if (!line.answered) return std::nullopt;
    return Response{line.answered, server_message_too_large(options_.limits)};
  }

  // Reads until the process has exited and its standard error is drained.
  void read_stderr() {
    pollfd ready[] = {{stderr_.get(), POLLIN, 0}, {process_.ended_fd(), POLLIN, 0}};
    while (true) {
      if (::poll(ready, 2, -1) < 0 && errno == EINTR) continue;
      if (ready[0].revents == 0 && !readable(stderr_)) return;
      if (!read_stderr_piece()) return;
    }
  }

  // False at the end of the stream. Two threads call this; the lock keeps the pieces in order.
  bool read_stderr_piece() {
    std::scoped_lock reading(stderr_mutex_);
    if (!readable(stderr_)) return true;  // the other thread has read it
    char piece[4096];
    const ssize_t count = ::read(stderr_.get(), piece, sizeof piece);
    if (count <= 0) return false;
    const std::string_view text(piece, static_cast<std::size_t>(count));
    {
      std::scoped_lock lock(mutex_);
      last_stderr_ += text;
      if (last_stderr_.size() > kept_stderr) {
        last_stderr_.erase(0, last_stderr_.size() - kept_stderr);
      }
    }
    options_.on_stderr(text);
    return true;
  }

  const ChildProcess& options_;
  Receiver& receiver_;
  Process process_;
  LineWriter writer_;
  LineReader reader_;
  const Descriptor stderr_;
  std::mutex stderr_mutex_;  // held while a piece is read and passed to on_stderr
  Wakeup stop_;
  std::atomic<bool> ends_ = false;
  std::atomic<std::size_t> answers_while_congested_ = 0;
  mutable std::mutex mutex_;
  std::string ending_;
  std::string last_stderr_;
  std::thread stderr_thread_;
  std::thread thread_;
};

class ChildProcessChannel final : public Channel {
 public:
  explicit ChildProcessChannel(ChildProcess options) : options_(std::move(options)) {}
  ~ChildProcessChannel() override { close(); }

  void start(Receiver& receiver) override {
    close();
    ::signal(SIGPIPE, SIG_IGN);
    const auto run = std::make_shared<Run>(options_, receiver);
    {
      std::scoped_lock lock(mutex_);
      run_ = run;
    }
    run->begin();
  }

  bool send(Message message) override {
    const auto run = current();
    return run && run->send(std::move(message));
  }

  void close() noexcept override {
    if (const auto run = current()) run->end();
  }

  std::string ending() const override {
    const auto run = current();
    return run ? run->ending() : "it was not started";
  }

 private:
  std::shared_ptr<Run> current() const {
    std::scoped_lock lock(mutex_);
    return run_;
  }

  const ChildProcess options_;
  mutable std::mutex mutex_;
  std::shared_ptr<Run> run_;
};

}  // namespace

std::unique_ptr<Channel> spawn(ChildProcess process) {
  return std::make_unique<ChildProcessChannel>(std::move(process));
}

}  // namespace mcp
