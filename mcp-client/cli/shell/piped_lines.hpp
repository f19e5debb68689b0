#pragma once

#include <atomic>
#include <string>

#include "io/wakeup.hpp"
#include "shell/line_source.hpp"

namespace mcp::cli {

/// Lines from a descriptor that is not a terminal. Ctrl+C ends them.
class PipedLines final : public LineSource {
 public:
  explicit PipedLines(int input) : input_(input) {}

  ReadLine read() override;
  void interrupt() override { end(); }
  void end() override;
  bool notice(const std::string&) override { return false; }
  bool is_reading() const override { return false; }

 private:
  bool fill();

  const int input_;
  Wakeup wakeup_;
  std::atomic<bool> ended_ = false;
  std::string buffer_;
  bool exhausted_ = false;
};

}  // namespace mcp::cli
