#pragma once

#include <optional>

#include "json/parse.hpp"
#include "mcp/message.hpp"

namespace mcp {

/// Reads a message from a value that is already parsed.
Result<Message, Malformed> read_message(Json object);

/// As the public function, for text that needs no copy.
Result<Message, Malformed> parse_message(json::PaddedText text, const MessageLimits& limits);

/// The error for a message over the limit.
Malformed too_large(const MessageLimits& limits, std::optional<RequestId> id);

}  // namespace mcp
