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

/// All files of the page; empty when the program was built without it. The build of bridge/web
/// generates the definition.
std::span<const PageFile> page_files();

/// Why the program was built without its page, as part of a sentence; empty when it has its page.
std::string_view page_absence();

}  // namespace mcp::bridge
