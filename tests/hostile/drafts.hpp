#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "hostile/arena.hpp"

/// Calls of the tools that write a file in pieces, and what the stage keeps of drafts.
namespace mcp::test::drafts {

inline Answer begin(Peer& peer, const std::string& path, Json more = Json::object()) {
  more["path"] = path;
  return peer.call("write_begin", more);
}

inline std::string handle_of(Peer& peer, const std::string& path,
                             const Json& more = Json::object()) {
  const Answer answer = begin(peer, path, more);
  EXPECT_TRUE(answer.ok()) << answer.message;
  return answer.content.value("handle", "");
}

inline Answer append(Peer& peer, const std::string& handle, std::uint64_t seq,
                     const std::string& content, Json more = Json::object()) {
  more["handle"] = handle;
  more["seq"] = seq;
  more["content"] = content;
  return peer.call("write_append", more);
}

inline Answer commit(Peer& peer, const std::string& handle, Json more = Json::object()) {
  more["handle"] = handle;
  return peer.call("write_commit", more);
}

inline Answer cancel(Peer& peer, const std::string& handle) {
  return peer.call("write_abort", {{"handle", handle}});
}

inline Answer status(Peer& peer, const std::string& handle) {
  return peer.call("write_status", {{"handle", handle}});
}

/// The directories of all drafts below a root.
inline std::vector<std::filesystem::path> draft_directories(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> found;
  const std::filesystem::path all = root / ".mcp-stage/drafts";
  if (!std::filesystem::exists(all)) return found;
  for (const auto& owner : std::filesystem::directory_iterator(all)) {
    for (const auto& draft : std::filesystem::directory_iterator(owner))
      found.push_back(draft.path());
  }
  return found;
}

inline std::filesystem::path data_of(const std::filesystem::path& draft) {
  return draft / (draft.filename().string() + ".data");
}

}  // namespace mcp::test::drafts
