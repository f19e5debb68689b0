#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "bridge/servers/servers.hpp"

namespace mcp::bridge {

/// The `read_file` tool of the same server; null when there is none, or the configuration does not
/// trust the server to read files for previews.
const OfferedTool* reader_beside(const ToolSet& tools, const OfferedTool& tool);

struct FileReading {
  bool known = false;  ///< False: it could not be read, is not text, or was not read completely.
  std::optional<std::string> text = {};  ///< Nothing: the file does not exist, or is not known.
  std::string etag = {};  ///< From the server, even if `known` is false; empty: none.

  bool is_absent() const { return known && !text; }
  /// Two readings are equal when the file has not changed, as far as is known.
  bool operator==(const FileReading&) const = default;
};

/// Reads a file with that tool; not known if the server does not answer within seconds.
FileReading read_file(ServerSession& servers, const OfferedTool& reader, const std::string& path,
                      const std::stop_token& stop);

}  // namespace mcp::bridge
