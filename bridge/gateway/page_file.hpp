#pragma once

#include <span>
#include <string_view>

namespace mcp::bridge {

/// A file of the page that is part of the program.
struct PageFile {
  std::string_view path;  ///< "/assets/index-4f2a.js"
  std::string_view gzip;  ///< Its content, compressed (RFC 1952).
  std::string_view etag;  ///< With its quotation marks.
};

/// All of them. Empty: the program was built without a page (MCP_BUILD_WEB=OFF). bridge/web makes
/// this when it is built.
std::span<const PageFile> page_files();

}  // namespace mcp::bridge
