#pragma once

#include <map>
#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// The preview that one client was last sent for each open question. A decision without a
/// `preview_hash` applies to that preview, so that it cannot approve a newer one that this client
/// was not sent. One thread.
class SentPreviews {
 public:
  /// Records a frame sent to the client. Only `tool_request` and `tool_resolved` have an effect.
  void sent(const std::string& type, const Json& data);
  /// The hash, or "none" for a question without a preview; empty: the client was sent no question.
  std::string hash_for(const std::string& tool_use_id) const;
  void clear() { hashes_.clear(); }

 private:
  std::map<std::string, std::string> hashes_;
};

}  // namespace mcp::bridge
