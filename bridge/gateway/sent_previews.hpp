#pragma once

#include <map>
#include <string>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// Which preview of each open question was sent last to one client. An answer without a
/// `preview_hash` is bound to it, so that it cannot approve a newer question that this client has
/// not been sent. One thread.
class SentPreviews {
 public:
  /// A frame of that type goes to the client; others than `tool_request` and `tool_resolved` change
  /// nothing.
  void sent(const std::string& type, const Json& data);
  /// The hash, or "none" for a question without a preview; empty: the client was sent no question.
  std::string hash_for(const std::string& tool_use_id) const;
  void clear() { hashes_.clear(); }

 private:
  std::map<std::string, std::string> hashes_;
};

}  // namespace mcp::bridge
