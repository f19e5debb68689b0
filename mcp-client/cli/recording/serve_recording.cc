#include "recording/serve_recording.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <memory>
#include <system_error>
#include <utility>

#include "io/line_reader.hpp"
#include "io/line_writer.hpp"
#include "protocol/read_message.hpp"
#include "recording/replayer.hpp"

namespace mcp::cli {
namespace {

constexpr std::chrono::seconds last_bytes(5);

Descriptor own(int standard) {
  Descriptor copy(::fcntl(standard, F_DUPFD_CLOEXEC, 3));
  if (!copy) throw std::system_error(errno, std::generic_category(), "standard input or output");
  return copy;
}

}  // namespace

void serve_recording(const Recording& recording, bool timing) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto writer = std::make_shared<LineWriter>(own(STDOUT_FILENO));
  Replayer replayer(recording, timing, writer);
  const MessageLimits limits;
  LineReader reader(own(STDIN_FILENO), limits.max_bytes);
  const auto take = [&](LineFramer::Line line) {
    if (const auto* oversized = std::get_if<OversizedLine>(&line)) {
      const auto malformed = too_large(limits, oversized->id);
      writer->send(Response{malformed.id, malformed.error});
      return;
    }
    auto message = parse_message(std::get<json::PaddedText>(line), limits);
    if (message) return replayer.receive(*std::move(message));
    writer->send(Response{message.error().id, message.error().error});
  };
  reader.run({.take = take},
             {.full = [&] { return writer->congested(); }, .room = writer->room_fd()});
  writer->flush(last_bytes);
  replayer.closed();
  writer->close();
}

}  // namespace mcp::cli
