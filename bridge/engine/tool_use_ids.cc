#include "bridge/engine/tool_use_ids.hpp"

#include <algorithm>

#include "bytes/digest.hpp"
#include "json/members.hpp"

namespace mcp::bridge {
namespace {

constexpr std::size_t longest_id = 64;
constexpr std::size_t own_letters = 32;

// The API accepts ^[a-zA-Z0-9_-]+$.
bool is_id(const std::string& id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  return !id.empty() && id.size() <= longest_id && std::ranges::all_of(id, fits);
}

// Deterministic: the same conversation gets the same ids, so a repeated request is identical.
std::string own_id(const std::string& id, std::size_t number) {
  return "toolu_bridge_" + sha256_hex(id + ' ' + std::to_string(number)).substr(0, own_letters);
}

}  // namespace

ToolUseIds::ToolUseIds(const Json& messages) {
  for (const Json& message : messages) {
    for (const Json& block : member(message, "content")) {
      if (text_in(block, "type") == "tool_use") known_.insert(text_in(block, "id"));
    }
  }
}

std::string ToolUseIds::claim(const std::string& id) {
  std::string claimed = id;
  for (auto number = known_.size(); !is_id(claimed) || known_.contains(claimed); ++number) {
    claimed = own_id(id, number);
  }
  known_.insert(claimed);
  return claimed;
}

}  // namespace mcp::bridge
