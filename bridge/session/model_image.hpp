#pragma once

#include "mcp/content.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// A picture of a tool as a block for the model: an `image` block with the type that its bytes
/// have; a text that says what it was when the API would refuse it, and with it every later request
/// of the chat. Source: Messages API, "Vision".
Json model_image(const ImageContent& image);

}  // namespace mcp::bridge
