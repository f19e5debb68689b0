// Any text is parsed as a message or rejected, and a parsed message is the same after encoding and
// parsing. The exception is a broken response, which is parsed as an error with a local code that a
// peer cannot send.

#include "fuzz.hpp"
#include "mcp/message.hpp"

void fuzz(std::string_view input) {
  const auto message = mcp::parse_message(input, {.max_bytes = 1 << 16, .max_depth = 32});
  if (!message) {
    require(message.error().error.what()[0] != '\0');
    return;
  }
  const std::string text = mcp::to_text(*message);
  require(text.find_first_of("\r\n") == std::string::npos);
  const std::string again = mcp::to_text(mcp::parse_message(text).value());
  const auto* response = std::get_if<mcp::Response>(&*message);
  const auto* error = response ? std::get_if<mcp::Error>(&response->outcome) : nullptr;
  const bool is_broken = error && error->code() == mcp::ErrorCode::protocol_violation;
  require(again == text || is_broken);
  require(mcp::to_text(mcp::parse_message(again).value()) == again);
}
