#include "manage/two_paths.hpp"

#include <algorithm>

#include "shown_path.hpp"
#include "write_approval.hpp"

namespace mcp::files {

void require_apart(const Source& source, const Place& to) {
  const auto& from = source.place.path.components();
  const auto& other = to.path.components();
  const bool is_inside = source.place.root == to.root && other.size() >= from.size() &&
                         std::equal(from.begin(), from.end(), other.begin());
  if (!is_inside) return;
  throw FileError("E_INPUT", '`' + to.shown + "` is `" + source.place.shown + "` or inside it",
                  "give another path in `to`");
}

std::optional<ToolReply> approve_two_paths(const ToolAccess& access, const char* verb,
                                           const Source& source, const Place& to,
                                           ToolContext& context) {
  if (access.approval != Approval::all) return std::nullopt;
  // The paths come last and in quotes, so that they cannot imitate our own text.
  const std::string question = std::string(verb) + " a " + source.kind() +
                               "?\nFrom: " + quoted_path(source.place.shown) +
                               "\nTo: " + quoted_path(to.shown);
  return approve_write(access, to.shown, question, context);
}

}  // namespace mcp::files
