#include "bridge/engine/messages_request.hpp"

#include <cctype>
#include <utility>
#include <vector>

namespace mcp::bridge {
namespace {

constexpr int longest_version = 2;  // digits; longer numbers are dates

/// The version in an id such as "claude-sonnet-5-5" or "claude-haiku-4-5-20251001".
std::pair<int, int> version_of(std::string_view model) {
  std::vector<int> numbers;
  for (std::size_t at = 0; at < model.size() && numbers.size() < 2;) {
    const auto dash = std::min(model.find('-', at), model.size());
    const std::string_view part = model.substr(at, dash - at);
    at = dash + 1;
    const bool number = !part.empty() && part.size() <= longest_version &&
                        part.find_first_not_of("0123456789") == part.npos;
    if (number) numbers.push_back(std::stoi(std::string(part)));
    if (!number && !numbers.empty()) break;
  }
  numbers.resize(2);
  return {numbers[0], numbers[1]};
}

}  // namespace

bool thinks_adaptively(std::string_view model) {
  return model.starts_with("claude-") && version_of(model) >= std::pair(4, 6);
}

Json to_messages_request(const ModelRequest& request, const RequestOptions& options) {
  Json body = {{"model", request.model},
               {"max_tokens", request.max_tokens},
               {"messages", request.messages},
               {"stream", true}};
  if (!request.system.empty()) body["system"] = request.system;
  if (!request.tools.empty()) body["tools"] = request.tools;
  if (!request.effort.empty()) body["output_config"]["effort"] = request.effort;
  if (!options.cache_ttl.empty()) body["cache_control"] = {{"type", "ephemeral"}};
  // Five minutes is the API's default.
  if (options.cache_ttl == "1h") body["cache_control"]["ttl"] = "1h";
  if (options.show_thinking && thinks_adaptively(request.model)) {
    body["thinking"] = {{"type", "adaptive"}, {"display", "summarized"}};
  }
  return body;
}

}  // namespace mcp::bridge
