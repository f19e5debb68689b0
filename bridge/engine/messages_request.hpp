#pragma once

#include <string>
#include <string_view>

#include "bridge/engine/model.hpp"

/// Builds the body of a request to the Messages API. Any thread.
/// Source: https://docs.anthropic.com/en/api/messages.
namespace mcp::bridge {

struct RequestOptions {
  /// How long the prompt stays in the cache: "5m" or "1h". Empty: nothing is cached.
  std::string cache_ttl = "5m";
  /// Asks models with adaptive thinking for a summary of it. Otherwise their thinking between tool
  /// calls is empty.
  bool show_thinking = true;
};

/// The body of the request. It has no sampling parameters, thinking budget or forced tool, because
/// current models refuse these.
Json to_messages_request(const ModelRequest& request, const RequestOptions& options);

/// Whether the model supports adaptive thinking: from 4.6 on. Older ones refuse such a request.
bool thinks_adaptively(std::string_view model);

}  // namespace mcp::bridge
