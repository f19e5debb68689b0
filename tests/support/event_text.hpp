#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::test {

/// An event as a client reads it from a stream.
struct StreamEvent {
  std::string id;
  std::string retry;
  Json data;  ///< Null for an event without data.
};

/// The events in the body of an event stream. Leaves out comments and an incomplete last event.
inline std::vector<StreamEvent> to_events(std::string_view body) {
  std::vector<StreamEvent> events;
  for (auto end = body.find("\n\n"); end != body.npos; end = body.find("\n\n")) {
    std::string_view block = body.substr(0, end + 1);
    body.remove_prefix(end + 2);
    StreamEvent event;
    bool any = false;
    while (!block.empty()) {
      const std::string_view line = block.substr(0, block.find('\n'));
      block.remove_prefix(line.size() + 1);
      any = any || !line.starts_with(':');
      if (line.starts_with("id: ")) event.id = line.substr(4);
      if (line.starts_with("retry: ")) event.retry = line.substr(7);
      if (line.starts_with("data: ")) event.data = Json::parse(line.substr(6));
    }
    if (any) events.push_back(std::move(event));
  }
  return events;
}

}  // namespace mcp::test
