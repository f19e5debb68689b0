#include "mcp/server/stdio.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>

#include "io/line_reader.hpp"
#include "io/line_writer.hpp"
#include "protocol/read_message.hpp"

namespace mcp {
namespace {

// Duplicates a standard descriptor for our own use, and puts `replacement` in its place.
Descriptor claim(int standard, int replacement) {
  Descriptor own(::fcntl(standard, F_DUPFD_CLOEXEC, 3));
  if (!own) throw std::system_error(errno, std::generic_category(), "standard input or output");
  if (replacement >= 0) ::dup2(replacement, standard);
  return own;
}

Descriptor claim_input() {
  const Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  return claim(STDIN_FILENO, null.get());
}

Descriptor claim_output() {
  return claim(STDOUT_FILENO, STDERR_FILENO);
}

// Readable once the parent has died. Empty when there is no parent to watch.
Descriptor watch_parent() {
  const pid_t parent = ::getppid();
  if (parent <= 1) return {};
  Descriptor watch(static_cast<int>(::syscall(SYS_pidfd_open, parent, 0)));
  // If the parent had died before, the descriptor would refer to another process, or to none.
  if (::getppid() != parent) return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  return watch;
}

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds look_around(50);
constexpr std::chrono::seconds longest_wait_for_room(10);  // meanwhile no cancellation is read
constexpr std::chrono::seconds longest_standstill(1);      // without a byte read by the client

class StdioServing {
 public:
  StdioServing(Server& server, const StdioOptions& options)
      : options_(options),
        reader_(claim_input(), options.limits.max_bytes),
        writer_(std::make_shared<LineWriter>(claim_output())),
        connection_(server.connect(writer_)),
        parent_(options.end_with_parent ? watch_parent() : Descriptor()) {}

  StdioEnd run() {
    const std::stop_callback on_stop(options_.stop, [this] { stop_.signal(); });
    LineReader::Watched watched{.at_once = {stop_.fd()},
                                .full = [this] { return writer_->congested(); },
                                .room = writer_->room_fd()};
    if (parent_) watched.when_drained.push_back(parent_.get());
    const auto end = reader_.run({.take = [this](LineFramer::Line line) { take(std::move(line)); },
                                  .before_batch = [this] { batch_.emplace(*writer_); },
                                  .after_batch = [this] { batch_.reset(); }},
                                 watched);
    if (options_.stop.stop_requested()) connection_->end_subscriptions();
    const bool closed = end == LineReader::End::end_of_stream;
    const bool answered = closed ? give_last_answers() : true;
    finish();
    if (closed) return answered ? StdioEnd::client_closed : StdioEnd::unanswered;
    return options_.stop.stop_requested() ? StdioEnd::stopped : StdioEnd::parent_died;
  }

 private:
  void take(LineFramer::Line line) {
    if (const auto* oversized = std::get_if<OversizedLine>(&line)) {
      return refuse(too_large(options_.limits, oversized->id));
    }
    auto message = parse_message(std::get<json::PaddedText>(line), options_.limits);
    if (!message) return refuse(message.error());
    if (std::holds_alternative<Request>(*message)) wait_for_room();
    connection_->receive(*std::move(message));
  }

  // The server is to stop, or the client is gone.
  bool is_over() const {
    return options_.stop.stop_requested() || writer_->abandoned() || (parent_ && readable(parent_));
  }

  // Sends the batched messages of this thread before it waits.
  void wait_for_room() {
    if (connection_->wait_for_room(std::chrono::milliseconds(0))) return;
    batch_.reset();
    const auto deadline = Clock::now() + longest_wait_for_room;
    while (!is_over() && Clock::now() < deadline && !connection_->wait_for_room(look_around)) {
    }
    batch_.emplace(*writer_);
  }

  // False: not all requests were answered in time. A client that does not read needs no response.
  bool give_last_answers() {
    const auto deadline = Clock::now() + options_.last_answers;
    connection_->input_ended();
    std::size_t kept = 0;
    auto stands_still_since = Clock::now();
    while (!connection_->wait_until_idle(look_around) || !writer_->flush(look_around)) {
      if (const auto now_kept = writer_->kept(); now_kept == 0 || now_kept != kept) {
        kept = now_kept;
        stands_still_since = Clock::now();
      }
      if (is_over() || Clock::now() > stands_still_since + longest_standstill) return true;
      if (Clock::now() > deadline) return false;
    }
    return true;
  }

  void refuse(const Malformed& malformed) {
    writer_->send(Response{malformed.id, malformed.error});
  }

  void finish() {
    connection_->wait_until_idle(options_.drain);
    connection_->closed();
    writer_->flush(options_.drain);
    writer_->close();
  }

  const StdioOptions& options_;
  LineReader reader_;
  const std::shared_ptr<LineWriter> writer_;
  std::optional<LineWriter::Batch> batch_;
  const std::unique_ptr<ServerConnection> connection_;
  const Descriptor parent_;
  Wakeup stop_;
};

}  // namespace

StdioEnd serve_stdio(Server& server, const StdioOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);
  return StdioServing(server, options).run();
}

}  // namespace mcp
