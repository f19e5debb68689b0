// Tools that return every kind of content.

#include "conformance/fixtures.hpp"

namespace mcp::test {
namespace {

CallToolResult simple_text(const NoArguments&) {
  return text("This is a simple text response for testing.");
}

CallToolResult image(const NoArguments&) {
  return {.content = {ImageContent{one_pixel_png, "image/png"}}};
}

CallToolResult audio(const NoArguments&) {
  return {.content = {AudioContent{silent_wav, "audio/wav"}}};
}

CallToolResult embedded_resource(const NoArguments&) {
  return {.content = {EmbeddedResource{{.uri = "test://embedded-resource",
                                        .mime_type = "text/plain",
                                        .text = "This is an embedded resource content."}}}};
}

CallToolResult multiple_types(const NoArguments&) {
  return {.content = {TextContent{"Multiple content types test:"},
                      ImageContent{one_pixel_png, "image/png"},
                      EmbeddedResource{{.uri = "test://mixed-content-resource",
                                        .mime_type = "application/json",
                                        .text = to_text({{"test", "data"}, {"value", 123}})}}}};
}

CallToolResult error(const NoArguments&) {
  return tool_error("This tool intentionally returns an error for testing");
}

}  // namespace

void add_content_tools(Server& server) {
  const HandlerOptions at_once{.may_block = false};
  server.add_tool<NoArguments>({.name = "test_simple_text", .description = "Answers with a text."},
                               simple_text, at_once);
  server.add_tool<NoArguments>(
      {.name = "test_image_content", .description = "Answers with an image."}, image, at_once);
  server.add_tool<NoArguments>(
      {.name = "test_audio_content", .description = "Answers with a sound."}, audio, at_once);
  server.add_tool<NoArguments>(
      {.name = "test_embedded_resource", .description = "Answers with a resource."},
      embedded_resource, at_once);
  server.add_tool<NoArguments>({.name = "test_multiple_content_types",
                                .description = "Answers with a text, an image and a resource."},
                               multiple_types, at_once);
  server.add_tool<NoArguments>({.name = "test_error_handling", .description = "Always fails."},
                               error, at_once);
}

}  // namespace mcp::test
