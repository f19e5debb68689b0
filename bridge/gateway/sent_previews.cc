#include "bridge/gateway/sent_previews.hpp"

#include "json/members.hpp"

namespace mcp::bridge {

void SentPreviews::sent(const std::string& type, const Json& data) {
  if (type == "tool_resolved") hashes_.erase(text_in(data, "tool_use_id"));
  if (type != "tool_request") return;
  const Json& preview = member(data, "preview");
  hashes_[text_in(data, "id")] = preview.is_null() ? "none" : text_in(preview, "preview_hash");
}

std::string SentPreviews::hash_for(const std::string& tool_use_id) const {
  const auto found = hashes_.find(tool_use_id);
  return found == hashes_.end() ? "" : found->second;
}

}  // namespace mcp::bridge
