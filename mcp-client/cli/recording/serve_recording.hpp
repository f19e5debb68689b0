#pragma once

#include "recording/recording.hpp"

namespace mcp::cli {

/// Answers a client over standard input and output with what was recorded, until the client closes
/// the input.
void serve_recording(const Recording& recording, bool timing);

}  // namespace mcp::cli
