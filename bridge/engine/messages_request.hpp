#pragma once

#include <string>
#include <string_view>

#include "bridge/engine/model.hpp"

/// The body of a request to the Messages API. Any thread.
/// Source: https://docs.anthropic.com/en/api/messages.
namespace mcp::bridge {

struct RequestOptions {
  /// How long the prompt stays in the cache: "5m" or "1h". Empty: nothing is cached.
  std::string cache_ttl = "5m";
  /// Models that think as they see fit show a summary of it. Otherwise what they think between
  /// tools is empty.
  bool show_thinking = true;
};

/// The body of the request. Nothing in it that current models refuse: no sampling parameters, no
/// thinking budget, no forced tool.
Json to_messages_request(const ModelRequest& request, const RequestOptions& options);

/// Models from 4.6 on decide by themselves how much they think; older ones refuse to be asked to.
bool thinks_adaptively(std::string_view model);

}  // namespace mcp::bridge
