// Whatever comes in is a message or is refused; what is a message comes out as it went in.

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
  require(mcp::to_text(mcp::parse_message(text).value()) == text);
}
