#include "framing/line_framer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace mcp {
namespace {

// The lines of a stream that arrives in pieces of `piece` bytes; an oversized one shows as its id.
std::vector<std::string> lines_of(std::string_view stream, std::size_t piece, std::size_t limit) {
  LineFramer framer(limit);
  std::vector<std::string> lines;
  while (!stream.empty()) {
    const auto space = framer.space();
    const std::size_t count = std::min({piece, space.size(), stream.size()});
    std::ranges::copy(stream.substr(0, count), space.begin());
    framer.commit(count);
    stream.remove_prefix(count);
    while (const auto line = framer.next()) {
      if (const auto* oversized = std::get_if<OversizedLine>(&*line)) {
        lines.push_back("oversized " + (oversized->id ? to_display(*oversized->id) : "?"));
      } else {
        lines.emplace_back(std::get<json::PaddedText>(*line).text);
      }
    }
  }
  return lines;
}

struct FramerCase {
  const char* name;
  std::string stream;
  std::vector<std::string> lines;
};

const FramerCase framer_cases[] = {
    {"one", "abc\n", {"abc"}},
    {"several", "a\nbb\n\nccc\n", {"a", "bb", "ccc"}},
    {"windows", "a\r\n\r\nb\r\n", {"a", "b"}},
    {"unfinished", "a\nb", {"a"}},
    {"at the limit", std::string(50, 'x') + "\nb\n", {std::string(50, 'x'), "b"}},
    {"over the limit", std::string(51, 'x') + "\nb\n", {"oversized ?", "b"}},
    {"far over the limit", std::string(500'000, 'x') + "\nb\n", {"oversized ?", "b"}},
    {"oversized request",
     R"({"method":"m","x":")" + std::string(100, 'y') + "\",\"id\":4}\nb\n",
     {"oversized 4", "b"}},
    {"two oversized",
     std::string(99, 'x') + "\n" + std::string(99, 'y') + "\nb\n",
     {"oversized ?", "oversized ?", "b"}},
};

TEST(LineFramer, CutsAStreamHoweverItArrives) {
  for (const auto& [name, stream, lines] : framer_cases) {
    for (const std::size_t piece : {1UL, 2UL, 3UL, 7UL, 64UL, 100'000UL, stream.size()}) {
      if (stream.size() > 10'000 && piece < 64) continue;
      EXPECT_EQ(lines_of(stream, piece, 50), lines) << name << " in pieces of " << piece;
    }
  }
}

TEST(LineFramer, TakesLinesOfManySizes) {
  std::string stream;
  std::vector<std::string> lines;
  for (int i = 0; i < 40; ++i) {
    lines.emplace_back(static_cast<std::size_t>(i * i * i * 40 + 1),
                       static_cast<char>('a' + i % 26));
    stream += lines.back() + '\n';
  }
  EXPECT_EQ(lines_of(stream, 100'000, 4 << 20), lines);
}

TEST(LineFramer, KnowsWhenItIsInTheMiddleOfALine) {
  LineFramer framer(10);
  EXPECT_FALSE(framer.mid_line());
  framer.space()[0] = 'x';
  framer.commit(1);
  EXPECT_FALSE(framer.next());
  EXPECT_TRUE(framer.mid_line());
}

}  // namespace
}  // namespace mcp
