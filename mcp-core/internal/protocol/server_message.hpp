#pragma once

#include <string_view>

#include "json/parse.hpp"
#include "mcp/message.hpp"

namespace mcp {

/// Parses a message of a server leniently, because the caller cannot correct the server: like
/// `parse_message`, but accepts what `json::parse_leniently` accepts, and the id of a response may
/// be `1.0` or `"1"`. A response that cannot be parsed is returned as one that failed with
/// `protocol_violation`, so that its request fails at once with the reason.
Result<Message, Malformed> read_server_message(json::PaddedText text, const MessageLimits& limits);
/// The same for text without padding.
Result<Message, Malformed> read_server_message(std::string_view text, const MessageLimits& limits);

/// The error of a request whose response is larger than the limit.
Error server_message_too_large(const MessageLimits& limits);

}  // namespace mcp
