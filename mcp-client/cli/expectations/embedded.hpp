#pragma once

#include <string_view>

/// Files that CMake embeds in the program (see cmake/McpEmbed.cmake).
namespace mcp::cli::embedded {

extern const std::string_view assert_schema;

}  // namespace mcp::cli::embedded
