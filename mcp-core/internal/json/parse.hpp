#pragma once

#include <cstddef>
#include <string_view>

#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp::json {

/// Bytes that the parser may read past the end of its input.
inline constexpr std::size_t padding = 64;

/// Text followed by `padding` readable bytes, so that the parser need not copy it.
struct PaddedText {
  std::string_view text;
};

/// Parses one JSON value. Errors: `parse_error`, with a text that names the cause and, where known,
/// what to do. Duplicate keys are refused: two readers of one message could otherwise disagree on
/// what it says. Numbers that a double cannot hold are refused. Any thread.
Result<Json> parse(PaddedText text, int max_depth = 128);
/// The same for text without padding, which is copied.
Result<Json> parse(std::string_view text, int max_depth = 128);

}  // namespace mcp::json
