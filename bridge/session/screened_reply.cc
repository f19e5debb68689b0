#include "bridge/session/screened_reply.hpp"

#include <algorithm>
#include <utility>

namespace mcp::bridge {
namespace {

void add(const std::vector<std::string>& from, std::vector<std::string>& to) {
  for (const std::string& each : from) {
    if (std::ranges::find(to, each) == to.end()) to.push_back(each);
  }
}

GuardVerdict check(const OutputScreen& screen, Json& block) {
  const std::string type = block.value("type", "");
  if (type == "thinking") return screen.check(block["thinking"].get_ref<const std::string&>());
  if (type == "tool_use") return screen.check(to_text(block["input"]));
  if (type != "text") return {};
  GuardVerdict verdict = screen.check(block["text"].get_ref<const std::string&>());
  block["text"] = std::move(verdict.text);
  return verdict;
}

}  // namespace

ScreenedReply screened(const OutputScreen& screen, Json content) {
  ScreenedReply reply;
  for (Json& block : content) {
    const GuardVerdict verdict = check(screen, block);
    reply.blocked |= verdict.blocked;
    add(verdict.flags, reply.flags);
    add(verdict.messages, reply.messages);
  }
  if (!reply.blocked) reply.content = std::move(content);
  return reply;
}

}  // namespace mcp::bridge
