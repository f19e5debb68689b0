// Content that is unusual, malformed, or made to deceive its viewer.
#include <gtest/gtest.h>

#include "bytes/base64.hpp"
#include "hostile/arena.hpp"
#include "text/unicode.hpp"

namespace mcp::test::content_test {
namespace {

namespace fs = std::filesystem;

/// The text of a request to write a file, with parts that no JSON library would write.
std::string raw_write(const Peer& peer, const std::string& path, const std::string& content,
                      int id = 4711) {
  const Json params = peer.dressed({{"name", "write_file"}, {"arguments", "ARGUMENTS"}});
  std::string text =
      Json{{"jsonrpc", "2.0"}, {"id", id}, {"method", "tools/call"}, {"params", params}}.dump();
  const std::string mark = "\"ARGUMENTS\"";
  return text.replace(text.find(mark), mark.size(),
                      "{\"path\":\"" + path + "\",\"content\":\"" + content + "\"}");
}

/// The messages of all progress notifications so far, one after the other.
std::string echoed(Peer& peer) {
  std::string all;
  for (const Json& told : peer.told) {
    EXPECT_EQ(told["method"], "notifications/progress");
    const std::string message = told["params"].value("message", "");
    EXPECT_TRUE(is_utf8(message));
    all += message;
  }
  peer.told.clear();
  return all;
}

TEST(Content, Case49_Empty) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    for (const char* encoding : {"utf8", "base64"}) {
      const Answer answer = service.peer().call(
          "write_file", {{"path", encoding}, {"content", ""}, {"encoding", encoding}}, "token");
      EXPECT_TRUE(answer.ok());
      EXPECT_EQ(answer.content["size"], 0);
      EXPECT_EQ(answer.content["chunks"], 0);
      EXPECT_EQ(content_of(arena.root() / encoding), "");
      EXPECT_TRUE(service.peer().told.empty());
    }
    const Answer read = service.peer().call("read_file", {{"path", "utf8"}});
    EXPECT_EQ(read.content["text"], "");
    EXPECT_EQ(read.content.count("nextStartByte"), 0U);
  });
}

/// Text that cannot be part of a message.
struct BrokenText {
  const char* name;
  std::string text;
};

const BrokenText broken_texts[] = {
    {"Case50_HighSurrogateAlone", "\\ud800"},
    {"Case50_LowSurrogateAlone", "\\udc00"},
    {"Case50_SurrogatesReversed", "\\udc00\\ud800"},
    {"Case50_HighSurrogateBeforeText", "a\\ud83dx"},
    {"Case50_EncodedSurrogate", "\xED\xA0\x80"},
    {"Case52_Latin1", "caf\xE9"},
    {"Case52_Overlong", "\xC0\xAF"},
    {"Case52_BeyondUnicode", "\xF4\x90\x80\x80"},
    {"Case52_CutShort", "\xF0\x9F\x98"},
    {"Case52_ContinuationAlone", "\x80"},
    {"Case52_RawControl", "a\x01z"},
    {"Case52_RawTab", "a\tz"},
    {"Case52_BadEscape", "\\x41"},
    {"Case52_ShortEscape", "\\u12"},
};

class BrokenTexts : public testing::TestWithParam<BrokenText> {};

// Such a line is not JSON: it has no effect, is answered with its id, and the next one is served.
TEST_P(BrokenTexts, HaveNoEffect) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Peer& peer = service.peer();
    const std::string before = arena.state();
    for (const bool in_path : {false, true}) {
      const std::string& text = GetParam().text;
      service.send(raw_write(peer, in_path ? text : "new", in_path ? "x" : text));
      EXPECT_EQ(peer.wait_answer(4711).code, "-32700") << in_path;
      EXPECT_EQ(arena.state(), before);
    }
    EXPECT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
  });
}

INSTANTIATE_TEST_SUITE_P(Content, BrokenTexts, testing::ValuesIn(broken_texts),
                         [](const auto& test) { return test.param.name; });

/// Text that is written and read back exactly.
struct ExactText {
  const char* name;
  std::string json;   ///< As it stands in the message.
  std::string bytes;  ///< What the file must hold.
  const char* eol;
  bool bom = false;
};

const ExactText exact_texts[] = {
    {"Case51_SurrogatePair", "\\ud83d\\ude00", "\xF0\x9F\x98\x80", "none"},
    {"Case51_NonCharacter", "\\uffff", "\xEF\xBF\xBF", "none"},
    {"Case51_Nul", "a\\u0000z", std::string("a\0z", 3), "none"},
    {"Case51_Replacement", "\\ufffd", "\xEF\xBF\xBD", "none"},
    {"Case51_EscapedSlash", "\\/\\b\\f", "/\b\f", "none"},
    {"Case53_ByteOrderMark", "\\ufefftext", "\xEF\xBB\xBFtext", "none", true},
    {"Case53_ByteOrderMarkTwice", "\xEF\xBB\xBF\\ufeff", "\xEF\xBB\xBF\xEF\xBB\xBF", "none", true},
    {"Case54_CrLf", "a\\r\\nb\\r\\n", "a\r\nb\r\n", "crlf"},
    {"Case54_Cr", "a\\rb\\r", "a\rb\r", "cr"},
    {"Case54_Lf", "a\\nb", "a\nb", "lf"},
    {"Case54_Mixed", "a\\r\\nb\\nc\\rd", "a\r\nb\nc\rd", "mixed"},
    {"Case54_LineSeparators", "a\\u2028b\\u0085",
     "a\xE2\x80\xA8"
     "b\xC2\x85",
     "none"},
};

class ExactTexts : public testing::TestWithParam<ExactText> {};

TEST_P(ExactTexts, AreKeptByteForByte) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Peer& peer = service.peer();
    service.send(raw_write(peer, "new", GetParam().json));
    EXPECT_TRUE(peer.wait_answer(4711).ok());
    EXPECT_EQ(content_of(arena.root() / "new"), GetParam().bytes);
    const Answer read = peer.call("read_file", {{"path", "new"}});
    EXPECT_EQ(read.content["text"], GetParam().bytes);
    EXPECT_EQ(read.content["eol"], GetParam().eol);
    EXPECT_EQ(read.content["bom"], GetParam().bom);
  });
}

INSTANTIATE_TEST_SUITE_P(Content, ExactTexts, testing::ValuesIn(exact_texts),
                         [](const auto& test) { return test.param.name; });

TEST(Content, Case55_WhatIsNotUtf8IsNotReadAsText) {
  in_each_way([](Way way) {
    const Arena arena;
    const std::string texts[] = {"caf\xE9", std::string("\xFF\xFEh\0i\0", 6)};
    Service service(arena, way);
    for (const auto& text : texts) {
      put(arena.root() / "foreign", text);
      EXPECT_EQ(service.peer().call("read_file", {{"path", "foreign"}}).code, "E_ENCODING");
      const Answer read =
          service.peer().call("read_file", {{"path", "foreign"}, {"encoding", "base64"}});
      EXPECT_EQ(read.content["text"], to_base64(text));
    }
  });
}

TEST(Content, Case56_Base64) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string before = arena.state();
    for (const char* text : {"@@@@", "AAA", "AA=", "A===", "====", "AA==AA==", "AAAA=", "AA AA",
                             "AAAA\n", "\tAAAA", "-_-_", "AB==",
                             "AAAA\xC3\xA9"
                             "AA"}) {
      const Answer answer = service.peer().call(
          "write_file", {{"path", "new"}, {"content", text}, {"encoding", "base64"}});
      EXPECT_EQ(answer.code, "E_ENCODING") << text;
      EXPECT_EQ(arena.state(), before);
    }
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    EXPECT_TRUE(service.peer()
                    .call("write_file",
                          {{"path", "new"}, {"content", to_base64(all)}, {"encoding", "base64"}})
                    .ok());
    EXPECT_EQ(content_of(arena.root() / "new"), all);
  });
}

// A character of four bytes is placed at every position over a boundary between two chunks.
TEST(Content, Case57_CharactersAreNotCutInTheEcho) {
  in_each_way([](Way way) {
    const Arena arena(Scratch::Where::memory);
    Service service(arena, way);
    for (std::size_t shift = 0; shift < 4; ++shift) {
      std::string content(shift, 'x');
      while (content.size() < 120'000) content += "\xF0\x9F\x98\x80";
      const std::string path = "shifted " + std::to_string(shift);
      EXPECT_TRUE(
          service.peer().call("write_file", {{"path", path}, {"content", content}}, "t").ok());
      EXPECT_EQ(content_of(arena.root() / path), content);
      EXPECT_GT(service.peer().told.size(), 5U);
      EXPECT_EQ(echoed(service.peer()), content);
    }
  });
}

// For large files only a part of a chunk is reported, which must not end inside a character either.
TEST(Content, Case57_CharactersAreNotCutInAPreview) {
  const Arena arena(Scratch::Where::memory);
  Service service(arena, {"program", Way::Kind::confined, Era::modern});
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string content(shift, 'x');
    while (content.size() < (std::size_t{2} << 20)) content += "\xF0\x9F\x98\x80";
    const Json arguments{{"path", "file"}, {"content", content}, {"mode", "upsert"}};
    EXPECT_TRUE(service.peer().call("write_file", arguments, "t").ok());
    EXPECT_FALSE(service.peer().told.empty());
    EXPECT_LT(echoed(service.peer()).size(), content.size() / 10);
  }
}

TEST(Content, Case58_EchoIsSafeToShow) {
  const std::string content =
      "\x1b]0;owned\x07 \x1b[2J \xC2\x9B"
      "31m \x7f \r overwritten \b \xE2\x80\xAE"
      "evil\xE2\x81\xA9 "
      "\xE2\x80\x8F end\tof\nit";
  in_each_way([&](Way way) {
    const Arena arena;
    Service service(arena, way);
    EXPECT_TRUE(
        service.peer().call("write_file", {{"path", "new"}, {"content", content}}, "t").ok());
    EXPECT_EQ(content_of(arena.root() / "new"), content);
    const std::string shown = echoed(service.peer());
    EXPECT_NE(shown.find("end\tof\nit"), std::string::npos);
    std::string rest = shown;
    std::erase_if(rest, [](char c) { return c == '\t' || c == '\n'; });
    EXPECT_FALSE(has_unsafe_characters(rest)) << shown;
  });
}

// Others may have made files with names that no tool would make.
TEST(Content, Case58_NamesInListsAreSafeToShow) {
  in_each_way([](Way way) {
    const Arena arena;
    for (const char* name : {"\x1b[2J", "a\nb", "\xE2\x80\xAEtxt", "\xFF\xFE", "caf\xE9"}) {
      put(arena.root() / name, "x");
      fs::create_symlink(name, arena.root() / (std::string("to ") + name));
    }
    Service service(arena, way);
    const Answer list = service.peer().call("list_directory", {{"path", "."}});
    EXPECT_EQ(list.content["entries"].size(), 12U);
    std::string shown = list.message["result"]["content"][0]["text"];
    EXPECT_EQ(std::count(shown.begin(), shown.end(), '\n'), 12) << shown;
    std::erase(shown, '\n');
    EXPECT_FALSE(has_unsafe_characters(shown)) << shown;
  });
}

}  // namespace
}  // namespace mcp::test::content_test
