#pragma once

#include <string>
#include <utility>

#include "hostile/arena.hpp"

/// Changes for `apply_changes`.
namespace mcp::test::changes {

inline Json create(const std::string& path, const std::string& content) {
  return {{"op", "create"}, {"path", path}, {"content", content}};
}
inline Json write(const std::string& path, const std::string& content) {
  return {{"op", "write"}, {"path", path}, {"content", content}};
}
inline Json edit(const std::string& path, const std::string& old_text,
                 const std::string& new_text) {
  return {
      {"op", "edit"}, {"path", path}, {"edits", {{{"oldText", old_text}, {"newText", new_text}}}}};
}
inline Json move(const std::string& path, const std::string& to) {
  return {{"op", "move"}, {"path", path}, {"to", to}};
}
inline Json remove(const std::string& path) {
  return {{"op", "delete"}, {"path", path}};
}

/// A list with one change. Compilers disagree on whether braces around one value make a list.
inline Json only(Json change) {
  return Json::array({std::move(change)});
}

inline Json call_of(Json list, Json more = Json::object()) {
  more["changes"] = std::move(list);
  return more;
}

inline Answer apply(Peer& peer, Json list, Json more = Json::object()) {
  return peer.call("apply_changes", call_of(std::move(list), std::move(more)));
}

}  // namespace mcp::test::changes
