#pragma once

#include <string>
#include <vector>

namespace mcp::cli {

/// The shells for which there are scripts.
std::vector<std::string> completion_shells();

/// The script that makes a shell complete the words of mcp-client. It runs
/// `mcp-client --complete-words WORD...` at every completion. Throws std::out_of_range for a shell
/// that is not known.
std::string completion_script(const std::string& shell);

}  // namespace mcp::cli
