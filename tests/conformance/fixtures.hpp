#pragma once

#include "mcp/server/server.hpp"

namespace mcp::test {

/// Adds what the official conformance suite expects of a server under test: the tools, resources
/// and prompts that its scenarios name, for both eras at once. The tool that is listed first takes
/// no arguments, and the resource that is listed first can be read: the suite tries these two
/// without knowing them.
void add_conformance_fixtures(Server& server);

/// Who that server says it is.
Implementation conformance_identity();

/// The parts of it.
void add_content_tools(Server& server);
void add_reporting_tools(Server& server);
void add_schema_tools(Server& server);
void add_question_tools(Server& server);
void add_input_round_tools(Server& server);
void add_change_tools(Server& server);
void add_conformance_resources(Server& server);
void add_conformance_prompts(Server& server);

/// A picture of one pixel, and a sound of none; base64.
inline constexpr const char* one_pixel_png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg"
    "==";
inline constexpr const char* silent_wav =
    "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";

}  // namespace mcp::test
