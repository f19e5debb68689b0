#pragma once

#include <string_view>

#include "json/parse.hpp"
#include "mcp/message.hpp"

namespace mcp {

/// Reads a message of a server, liberally, because whoever waits for it cannot make it better: as
/// `parse_message`, but with what `json::parse_leniently` takes, and the id of a response may be
/// written as `1.0` or `"1"`. A response that cannot be read is one that failed with
/// `protocol_violation`, so that its call ends at once and says why.
Result<Message, Malformed> read_server_message(json::PaddedText text, const MessageLimits& limits);
/// The same for text without padding.
Result<Message, Malformed> read_server_message(std::string_view text, const MessageLimits& limits);

/// The failure of a call whose response is over the limit.
Error server_message_too_large(const MessageLimits& limits);

}  // namespace mcp
