// The events or the error of a stream do not depend on how it is cut into reads.

#include <algorithm>
#include <string>
#include <vector>

#include "fuzz.hpp"
#include "http/sse_parser.hpp"

namespace {

std::vector<std::string> events(std::string_view stream, std::size_t piece) {
  mcp::http::SseParser parser(200);
  std::vector<std::string> all;
  const auto keep = [&](const mcp::http::SseEvent& event) {
    all.push_back(event.type + '|' + event.data + '|' + parser.last_event_id());
  };
  bool fits = true;
  for (; fits && !stream.empty(); stream.remove_prefix(std::min(piece, stream.size()))) {
    fits = parser.take(stream.substr(0, piece), keep);
  }
  all.push_back(fits ? parser.last_event_id() : "too large");
  return all;
}

}  // namespace

void fuzz(std::string_view input) {
  if (input.empty()) return;
  const std::size_t piece = static_cast<unsigned char>(input.front()) % 40 + 1;
  require(events(input, piece) == events(input, input.size()));
}
