#pragma once

#include <string>
#include <vector>

namespace mcp::program {

/// failure: the server does not start, or cannot do what it is asked to do. warning: it works, with
/// the disadvantage that the text names.
enum class Level { ok, warning, failure };

/// The result of one check.
struct Finding {
  Level level = Level::ok;
  std::string check;     ///< Such as "root.writable"; does not change between versions.
  std::string about;     ///< A root or a file; empty: the machine or the process.
  std::string text;      ///< What was found.
  std::string fix = {};  ///< What to do; empty if all is well.
};

using Findings = std::vector<Finding>;

}  // namespace mcp::program
