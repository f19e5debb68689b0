#pragma once

#include <functional>
#include <vector>

#include "framing/line_framer.hpp"
#include "io/descriptor.hpp"

namespace mcp {

/// Reads lines from a descriptor until its end. Runs on the thread that calls it.
class LineReader {
 public:
  LineReader(Descriptor descriptor, std::size_t max_line_bytes)
      : descriptor_(std::move(descriptor)), framer_(max_line_bytes) {}

  enum class End {
    end_of_stream,  ///< The writer closed it, between lines or within one.
    interrupted,    ///< A watched descriptor became readable.
  };

  struct Watched {
    /// Descriptors that end the reading when they become readable.
    std::vector<int> at_once = {};
    std::vector<int> when_drained = {};  ///< After all available input was read.
    /// Reading pauses while `full` returns true, until `room` becomes readable. After the end of
    /// the stream, the remaining input is read nevertheless.
    std::function<bool()> full = [] { return false; };
    int room = -1;
  };

  struct Handlers {
    std::function<void(LineFramer::Line)> take;
    std::function<void()> before_batch = [] {};
    std::function<void()> after_batch = [] {};
  };
  /// Calls `take` for each line, and `before_batch` and `after_batch` around the lines of one read.
  End run(const Handlers& handlers, const Watched& watched);

  /// Whether the stream ended within a line.
  bool mid_line() const { return framer_.mid_line(); }

 private:
  bool wait(const Watched& watched);

  Descriptor descriptor_;
  LineFramer framer_;
};

}  // namespace mcp
