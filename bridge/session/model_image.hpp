#pragma once

#include "mcp/content.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {

/// An image of a tool result as a block for the model: an `image` block with the media type of its
/// bytes, or a text block with a note if the API would refuse the image, and with it every later
/// request of the chat. Source: Messages API, "Vision".
Json model_image(const ImageContent& image);

}  // namespace mcp::bridge
