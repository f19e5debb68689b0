#include "tool_access.hpp"

#include <system_error>

#include "file_error.hpp"

namespace mcp::files {

ToolReply answer(const std::function<ToolReply()>& act) {
  try {
    return act();
  } catch (const FileError& error) {
    return error.to_result();
  } catch (const std::system_error& error) {  // no threads, memory or descriptors are left
    return system_error(error.code().value(), "the workspace").to_result();
  }
}

}  // namespace mcp::files
