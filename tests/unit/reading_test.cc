// What read_file and read_many do with bytes, without files.
#include <gtest/gtest.h>

#include <numeric>

#include "file_error.hpp"
#include "pdf/pdf_text.hpp"
#include "reading/fair_shares.hpp"
#include "reading/file_text.hpp"
#include "reading/line_ranges.hpp"
#include "reading/media_type.hpp"

namespace mcp::files::reading_test {
namespace {

using namespace std::string_literals;
using Ranges = std::vector<LineRange>;

constexpr std::uint64_t last = max_line;

TEST(LineRanges, AreMergedInTheOrderOfTheFile) {
  const std::pair<Ranges, Ranges> cases[] = {
      {{}, {}},
      {{{5, 6}}, {{5, 6}}},
      {{{5, 6}, {1, 2}}, {{1, 2}, {5, 6}}},
      {{{1, 2}, {3, 4}}, {{1, 4}}},
      {{{1, 2}, {4, 4}}, {{1, 2}, {4, 4}}},
      {{{1, 9}, {2, 3}, {8, 12}}, {{1, 12}}},
      {{{7, 7}, {7, 7}}, {{7, 7}}},
      {{{1, last}, {last, last}}, {{1, last}}},
  };
  for (const auto& [given, expected] : cases) EXPECT_EQ(merged(given), expected);
  EXPECT_THROW(merged({{1, 2}, {4, 3}}), FileError);
}

TEST(FairShares, GiveSmallWishesAllAndTheOthersTheSame) {
  using Numbers = std::vector<std::uint64_t>;
  const struct {
    Numbers wanted;
    std::uint64_t budget;
    Numbers expected;
  } cases[] = {
      {{}, 10, {}},
      {{0, 0}, 10, {0, 0}},
      {{3, 4}, 10, {3, 4}},
      {{100, 2, 100}, 10, {4, 2, 4}},
      {{100, 100, 100}, 10, {3, 3, 4}},
      {{UINT64_MAX, UINT64_MAX}, 10, {5, 5}},
      {{1, 2, 3, 4}, 0, {0, 0, 0, 0}},
  };
  for (const auto& each : cases) {
    const Numbers shares = fair_shares(each.wanted, each.budget);
    EXPECT_EQ(shares, each.expected);
    EXPECT_LE(std::accumulate(shares.begin(), shares.end(), std::uint64_t{0}), each.budget);
  }
}

TEST(FileText, LinesAreNumbered) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"a", "9\ta"},
      {"a\n", "9\ta\n"},
      {"a\n\nb", "9\ta\n10\t\n11\tb"},
      {"a\r\nb\rc\n", "9\ta\r\n10\tb\rc\n"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(with_line_numbers(text, 9), expected);
}

TEST(FileText, IncompleteCharactersAreCutOff) {
  const std::pair<std::string, const char*> cases[] = {
      {"", ""},           {"ab", "ab"},           {"a\xC3\xA9", "a\xC3\xA9"},       {"a\xC3", "a"},
      {"a\xE2\x82", "a"}, {"a\xF0\x9F\x98", "a"}, {"\xF0\x9F\x98", "\xF0\x9F\x98"},
  };
  for (const auto& [text, expected] : cases) {
    std::string bytes = text;
    cut_to_characters(bytes);
    EXPECT_EQ(bytes, expected);
  }
}

// Two frames of MPEG 1 layer III, 32 kbit/s, 44.1 kHz: 104 bytes each.
std::string mp3(std::size_t between = 104) {
  return "\xFF\xFB\x10\x00"s + std::string(between - 4, 'x') + "\xFF\xFB\x10\x00"s;
}

std::string ogg(const std::string& packet) {
  return "OggS\0"s + std::string(23, '\x02') + packet;
}

TEST(MediaType, IsThatOfTheContent) {
  const std::pair<std::string, const char*> cases[] = {
      {"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"s, "image/png"},
      {"\xFF\xD8\xFF\xE0\0\x10JFIF"s, "image/jpeg"},
      {"GIF87a\1\0\1\0"s, "image/gif"},
      {"GIF89a\1\0\1\0"s, "image/gif"},
      {"RIFF\x24\0\0\0WEBPVP8 "s, "image/webp"},
      {"RIFF\x24\0\0\0WAVEfmt "s, "audio/wav"},
      {"ID3\4\0\0\0\0\0\0"s, "audio/mpeg"},
      {mp3(), "audio/mpeg"},
      {"fLaC\0\0\0\x22"s, "audio/flac"},
      {ogg("\x01vorbis"), "audio/ogg"},
      {ogg("OpusHead"), "audio/ogg"},
      {"%PDF-1.7\nonly ASCII", "application/pdf"},
      {"PK\3\4\x14\0"s, "application/zip"},
      {"\x1F\x8B\x08\0"s, "application/gzip"},
      {"\x7F"s + "ELF\2\1\1\0\xFF"s, "application/octet-stream"},
      {mp3(103), "application/octet-stream"},
      {ogg("\x80theora\xFF"), "application/octet-stream"},
      {"\x89PNG\r\n\x1A\n\0\0\0\x0DIDAT"s, "application/octet-stream"},
  };
  for (const auto& [head, name] : cases) {
    const auto type = media_type(head);
    ASSERT_TRUE(type) << name;
    EXPECT_STREQ(type->name, name);
  }
}

TEST(MediaType, TextIsNoneWhateverItBeginsWith) {
  const std::string texts[] = {
      "",
      "text",
      "GIF89a is a format",
      "RIFF 1234WAVEfmt",
      "ID3 caf\xC3\xA9",
      "ID3 caf\xE9",
      "fLaC",
      "PK\3\4",
      "a\0z"s,
      "caf\xE9 in Latin-1",
      "\xFF\xFEh\0i\0"s,
      "\xFE\xFF\0h\0i"s,
      std::string(media_head_bytes - 1, 'x') + "\xC3",
  };
  for (const auto& head : texts) EXPECT_FALSE(media_type(head)) << head;
}

TEST(Pages, AreARangeOfAtMostTwenty) {
  const std::pair<const char*, PageRange> cases[] = {
      {"1", {1, 1}},     {"3-5", {3, 5}},   {"3-", {3, 22}},
      {"1-20", {1, 20}}, {"1-21", {1, 20}}, {"18446744073709551615", {UINT64_MAX, UINT64_MAX}},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(parse_pages(text), expected) << text;
  for (const char* text : {"", "-", "0", "0-1", "2-1", "-1", "1--2", "+1", " 1", "1 ", "a"}) {
    EXPECT_THROW(parse_pages(text), FileError) << text;
  }
}

// The program that reads a PDF may be in the hands of its author.
TEST(PdfOutput, MayBeAnything) {
  using State = PdfText::State;
  using Texts = std::vector<std::string>;
  const struct {
    std::string output;
    State state;
    Texts pages;
    bool is_cut = false;
  } cases[] = {
      {"n 2\np 1\nap 2\nbcend\n", State::complete, {"a", "bc"}},
      {"n 1\ncut\np 1\naend\n", State::complete, {"a"}, true},
      {"encrypted\n", State::encrypted, {}},
      {"damaged\n", State::damaged, {}},
      {"", State::stopped, {}},
      {"n 2\np 1\na", State::stopped, {"a"}},
      {"n 2\np 1\nap 9\nb", State::stopped, {"a"}},
      {"n 2\np 11\n01234567890end\n", State::stopped, {}},  // more than was asked for
      {"n 9\np 0\np 0\np 0\np 0\nend\n", State::stopped, {"", "", ""}},
      {"n 1\np 1\n\xFF"
       "end\n",
       State::complete,
       {"\xEF\xBF\xBD"}},
      {"p -1\n", State::stopped, {}},
      {"p 18446744073709551616\n", State::stopped, {}},
      {"p 99999999999999999999", State::stopped, {}},
      {std::string(100'000, 'n'), State::stopped, {}},
  };
  for (const auto& each : cases) {
    const PdfText text = parse_pdf_text(each.output, {1, 3, 10});
    EXPECT_EQ(text.state, each.state) << each.output;
    EXPECT_EQ(text.pages, each.pages) << each.output;
    EXPECT_EQ(text.is_cut, each.is_cut) << each.output;
  }
}

}  // namespace
}  // namespace mcp::files::reading_test
