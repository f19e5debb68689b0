// The lines of a stream do not depend on how it is cut into reads.

#include <algorithm>
#include <string>
#include <vector>

#include "framing/line_framer.hpp"
#include "fuzz.hpp"

namespace {

std::vector<std::string> lines(std::string_view stream, std::size_t piece) {
  mcp::LineFramer framer(64);
  std::vector<std::string> all;
  while (!stream.empty()) {
    const auto space = framer.space();
    const auto count = std::min({piece, space.size(), stream.size()});
    std::ranges::copy(stream.substr(0, count), space.begin());
    framer.commit(count);
    stream.remove_prefix(count);
    while (const auto line = framer.next()) {
      const auto* oversized = std::get_if<mcp::OversizedLine>(&*line);
      all.push_back(!oversized      ? std::string(std::get<mcp::json::PaddedText>(*line).text)
                    : oversized->id ? mcp::to_display(*oversized->id)
                                    : "?");
    }
  }
  return all;
}

}  // namespace

void fuzz(std::string_view input) {
  if (input.empty()) return;
  const std::size_t piece = static_cast<unsigned char>(input.front()) % 70 + 1;
  require(lines(input, piece) == lines(input, input.size()));
}
