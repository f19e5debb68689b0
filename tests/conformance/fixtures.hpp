#pragma once

#include "mcp/server/server.hpp"

namespace mcp::test {

/// Adds what the official conformance suite expects of a server under test: the tools, resources
/// and prompts that its scenarios name, for both eras at once. The tool that is listed first takes
/// no arguments, and the resource that is listed first can be read, because the suite calls and
/// reads the first one that it finds.
void add_conformance_fixtures(Server& server);

/// The name and version of that server.
Implementation conformance_identity();

/// The parts of add_conformance_fixtures.
void add_content_tools(Server& server);
void add_reporting_tools(Server& server);
void add_schema_tools(Server& server);
void add_question_tools(Server& server);
void add_input_round_tools(Server& server);
void add_change_tools(Server& server);
void add_conformance_resources(Server& server);
void add_conformance_prompts(Server& server);

/// An image of one pixel, and a sound without samples; base64.
inline constexpr const char* one_pixel_png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg"
    "==";
inline constexpr const char* silent_wav =
    "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";

}  // namespace mcp::test
