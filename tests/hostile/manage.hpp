#pragma once

#include <stdexcept>

#include "hostile/arena.hpp"
#include "mcp/never_destroyed.hpp"

namespace mcp::test {

inline constexpr const char* manage_tools =
    "create_directory,move_path,copy_path,delete_path,file_info,write_file,list_directory";

inline Json from_to(const std::string& from, const std::string& to, bool create_parents = false) {
  return {{"from", from}, {"to", to}, {"createParents", create_parents}};
}

/// Answers the server's next question; expects its text.
inline void answer_question(Peer& peer, const std::string& text, bool approved) {
  const Json question = peer.next_told();
  const Json yes{{"action", "accept"}, {"content", {{"approve", true}}}};
  const Json no{{"action", "decline"}};
  if (question["params"].value("message", "") != text) {
    throw std::runtime_error("another question: " + question.dump());
  }
  peer.send({{"jsonrpc", "2.0"}, {"id", question["id"]}, {"result", approved ? yes : no}});
}

inline const Json& can_be_asked() {
  static const auto& capabilities = never_destroyed(Json{{"elicitation", Json::object()}});
  return capabilities;
}

}  // namespace mcp::test
