#pragma once

#include <gtest/gtest.h>

#include <string>

#include "hostile/arena.hpp"
#include "support/workspace_server.hpp"

/// Calls of the tools that list and undo changes.
namespace mcp::test::history {

inline Serving with_history() {
  return {.history = 1000};
}

inline Answer write(Peer& peer, const std::string& path, const std::string& content) {
  return peer.call("write_file", {{"path", path}, {"content", content}, {"mode", "upsert"}});
}

/// The changes that `list_changes` lists, the newest first.
inline Json listed(Peer& peer, const Json& arguments = Json::object()) {
  const Answer answer = peer.call("list_changes", arguments);
  EXPECT_TRUE(answer.ok()) << answer.message;
  return answer.ok() ? answer.content["changes"] : Json::array();
}

/// Undoes a change; the last one without an id. Returns the id of the undo.
inline std::string undone(Peer& peer, const Json& arguments = Json::object()) {
  const Answer answer = peer.call("undo", arguments);
  EXPECT_TRUE(answer.ok()) << answer.message;
  return answer.ok() ? answer.content.value("id", "") : "";
}

inline files::ToolOptions options_with(files::HistoryLimits limits) {
  files::ToolOptions tools = all_tools();
  tools.history.limits = limits;
  return tools;
}

}  // namespace mcp::test::history
