// Any text from a client is decoded as a frame of its dialect or rejected with a reason, and a
// decoded frame has the members of its type.

#include <string>

#include "bridge/gateway/dialect.hpp"
#include "fuzz.hpp"

namespace {

using mcp::bridge::BridgeError;
using mcp::bridge::Dialect;

void read(const Dialect& dialect, const std::string& text) {
  const auto frame = dialect.decode(text);
  if (!frame) {
    const BridgeError code = frame.error().code;
    require(code == BridgeError::invalid_json || code == BridgeError::invalid_payload);
    return;
  }
  const auto& request = frame->request;
  if (const auto* message = std::get_if<mcp::bridge::UserMessage>(&request)) {
    require(!message->text.empty());
  }
  if (const auto* approval = std::get_if<mcp::bridge::frame::Approval>(&request)) {
    require(!approval->tool_use_id.empty());
  }
}

}  // namespace

void fuzz(std::string_view input) {
  const std::string text(input);
  read(mcp::bridge::native_dialect(), text);
  read(mcp::bridge::gateway_dialect(), text);
  read(mcp::bridge::project_dialect(), text);
}
