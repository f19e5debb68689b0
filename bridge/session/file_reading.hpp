#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "bridge/servers/servers.hpp"

namespace mcp::bridge {

/// The tool by which the server of that tool lets files be read whole; null when there is none, or
/// the configuration does not trust the server with previews.
const OfferedTool* reader_beside(const ToolSet& tools, const OfferedTool& tool);

struct FileReading {
  bool known = false;  ///< False: it could not be read, or is not text, or not shown whole.
  std::optional<std::string> text = {};  ///< Nothing: there is no such file.
  std::string etag = {};  ///< The server's, also of a file that is not known; empty: it has none.

  bool is_absent() const { return known && !text; }
  /// Two readings are equal when the file has not changed, as far as can be seen.
  bool operator==(const FileReading&) const = default;
};

/// A file as that server sees it, if it says so soon.
FileReading read_file(ServerSession& servers, const OfferedTool& reader, const std::string& path,
                      const std::stop_token& stop);

}  // namespace mcp::bridge
