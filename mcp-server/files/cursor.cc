#include "cursor.hpp"

#include "bytes/base64.hpp"
#include "file_error.hpp"

namespace mcp::files {

std::string to_cursor(const std::string& mark) {
  return to_base64url(mark);
}

std::optional<std::string> read_cursor(const std::optional<std::string>& cursor) {
  if (!cursor) return std::nullopt;
  const auto mark = from_base64url(*cursor);
  if (!mark) throw FileError("E_INPUT", "the cursor is not valid", "call again without a cursor");
  return *mark;
}

std::string how_to_go_on(const std::optional<std::string>& cursor) {
  return cursor ? "(more: call again with cursor " + *cursor + ")\n" : "";
}

}  // namespace mcp::files
