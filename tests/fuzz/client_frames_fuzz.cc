// Whatever a client sends to the bridge is a frame of its dialect or is refused with a reason, and
// a frame has the members that its type promises.

#include <string>

#include "bridge/gateway/dialect.hpp"
#include "fuzz.hpp"

namespace {

using mcp::bridge::Dialect;

void read(const Dialect& dialect, const std::string& text) {
  const auto frame = dialect.decode(text);
  if (!frame) {
    require(frame.error().code == "invalid_json" || frame.error().code == "invalid_payload");
    return;
  }
  require(frame->data.is_object());
  if (frame->type == "user_message") require(frame->data.at("text").is_string());
  if (frame->type == "tool_approval") require(frame->data.at("approved").is_boolean());
  if (frame->type == "resume") require(frame->data.at("last_seq").is_number_integer());
  if (frame->type == "elicitation_response") require(frame->data.at("action").is_string());
}

}  // namespace

void fuzz(std::string_view input) {
  const std::string text(input);
  read(mcp::bridge::native_dialect(), text);
  read(mcp::bridge::gateway_dialect(), text);
  read(mcp::bridge::project_dialect(), text);
}
