#include "recording/recorder.hpp"

#include <utility>

#include "private_file.hpp"

namespace mcp::cli {
namespace {

Json new_header() {
  return {{"mcpRecording", recording_version},
          {"client", {{"name", "mcp-client"}, {"version", MCP_TOOLKIT_VERSION}}}};
}

Json message_json(const SeenMessage& seen) {
  return {{"timeMs", seen.time.count()},
          {"direction", seen.direction == MessageDirection::sent ? "sent" : "received"},
          {"message", seen.message}};
}

}  // namespace

Recorder::Recorder(const std::string& path, std::size_t max_bytes)
    : path_(path), max_bytes_(max_bytes), file_(private_file(path, "the recording")) {}

Recorder::~Recorder() {
  const std::scoped_lock lock(mutex_);
  if (!begun_) begin(new_header());
}

void Recorder::observe(MessageDirection direction, const Message& message) {
  const std::scoped_lock lock(mutex_);
  write(mcp::to_text(message_json(clock_.see(direction, message))));
}

void Recorder::opened(const ServerInfo& server) {
  Json header = new_header();
  header["protocolVersion"] = server.protocol_version;
  header["serverInfo"] = encode(server.implementation);
  const std::scoped_lock lock(mutex_);
  begin(std::move(header));
}

void Recorder::check() {
  const std::scoped_lock lock(mutex_);
  file_.flush();
  if (complete_ && file_) return;
  throw Error(ErrorCode::internal_error,
              "the recording `" + path_ + "` is not complete: " +
                  (complete_ ? "the file could not be written; is the disk full?"
                             : "it has reached the largest size of a recording, " +
                                   std::to_string(max_bytes_) + " bytes"));
}

void Recorder::begin(Json header) {
  begun_ = true;
  file_ << mcp::to_text(header) << '\n';
  for (const auto& line : std::exchange(kept_, {})) file_ << line << '\n';
  file_.flush();
}

void Recorder::write(const std::string& line) {
  bytes_ += line.size() + 1;
  if (bytes_ > max_bytes_) complete_ = false;
  if (!complete_) return;
  if (!begun_) return kept_.push_back(line);
  file_ << line << '\n';
  file_.flush();
}

}  // namespace mcp::cli
