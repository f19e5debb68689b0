#pragma once

#include <spdlog/sinks/base_sink.h>

#include <mutex>
#include <string>

#include "io/descriptor.hpp"

namespace mcp::program {

/// A log file of mode 0600, to which lines are appended; several processes may share it. Any
/// thread.
class LogFile final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  /// Opens the file, or creates it. Throws std::runtime_error, which names the option and the file,
  /// when it cannot be opened, belongs to another user, or is a link or no regular file.
  explicit LogFile(const std::string& path);

  /// Opens the file again by its name, after a program such as logrotate has renamed it, in the
  /// directory that was opened first. Landlock would refuse this, so it is called on a thread that
  /// is older than the confinement. Throws std::runtime_error; the old file stays in use then.
  void reopen();

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  Descriptor open() const;

  const std::string path_;
  Descriptor directory_;
  Descriptor file_;
};

}  // namespace mcp::program
