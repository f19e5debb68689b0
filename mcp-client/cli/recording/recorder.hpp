#pragma once

#include <cstddef>
#include <fstream>
#include <mutex>
#include <string>
#include <vector>

#include "mcp/client/client.hpp"
#include "recording/recording.hpp"
#include "recording/seen_message.hpp"

namespace mcp::cli {

/// Writes the messages of a session to a file; docs/inspector-formats.md describes the format. The
/// messages that come before `opened` are kept until then, because the first line names the
/// server. Any thread.
class Recorder {
 public:
  /// Throws Misuse when the file cannot be written.
  explicit Recorder(const std::string& path, std::size_t max_bytes = most_recorded_bytes);
  /// Writes what was kept, also of a session that was never opened.
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  void observe(MessageDirection direction, const Message& message);
  /// The client is connected.
  void opened(const ServerInfo& server);
  /// Throws Error when messages could not be written: the disk is full, or the recording has
  /// reached its largest size.
  void check();

 private:
  void begin(Json header);
  void write(const std::string& line);

  const std::string path_;
  const std::size_t max_bytes_;
  std::mutex mutex_;
  MessageClock clock_;
  std::ofstream file_;
  bool begun_ = false;
  bool complete_ = true;
  std::size_t bytes_ = 0;
  std::vector<std::string> kept_;
};

}  // namespace mcp::cli
