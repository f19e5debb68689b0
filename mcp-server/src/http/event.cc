#include "http/event.hpp"

namespace mcp::http {

std::string to_event(const Message& message, const std::string& id) {
  std::string event;
  if (!id.empty()) event.append("id: ").append(id).append("\n");
  event += "event: message\ndata: ";
  append_text(event, message);  // without line ends
  event += "\n\n";
  return event;
}

}  // namespace mcp::http
