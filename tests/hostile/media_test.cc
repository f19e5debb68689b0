// read_file: pictures, sound and other files that are not text.
#include <gtest/gtest.h>

#include "bytes/base64.hpp"
#include "hostile/arena.hpp"

namespace mcp::test::media_test {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

constexpr std::size_t media_limit = 3'932'160;

const std::string png_start = "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"s;

Answer read(Service& service, Json arguments) {
  return service.peer().call("read_file", std::move(arguments));
}

/// The content items of a result.
Json shown(const Answer& answer) {
  return answer.message["result"]["content"];
}

TEST(ReadFile, PicturesAndSoundAreShown) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::tuple<std::string, const char*, const char*> cases[] = {
        {png_start + "rest", "image", "image/png"},
        {"\xFF\xD8\xFF\xE0\0\x10JFIF"s, "image", "image/jpeg"},
        {"GIF89a\1\0\1\0"s, "image", "image/gif"},
        {"RIFF\x24\0\0\0WEBPVP8 "s, "image", "image/webp"},
        {"RIFF\x24\0\0\0WAVEfmt "s, "audio", "audio/wav"},
        {"ID3\4\0\0\0\0\0\0"s, "audio", "audio/mpeg"},
        {"fLaC\0\0\0\x22"s, "audio", "audio/flac"},
    };
    for (const auto& [bytes, kind, type] : cases) {
      put(arena.root() / "named.txt", bytes);
      const Answer answer = read(service, {{"path", "named.txt"}});
      ASSERT_TRUE(answer.ok()) << answer.message;
      const Json first = shown(answer)[0];
      EXPECT_EQ(first["type"], kind);
      EXPECT_EQ(first["mimeType"], type);
      EXPECT_EQ(first["data"], to_base64(bytes));
      EXPECT_EQ(shown(answer)[1]["text"],
                "[`named.txt` is "s + type + ", " + std::to_string(bytes.size()) + " bytes.]");
      EXPECT_EQ(answer.content["mimeType"], type);
      EXPECT_EQ(answer.content["totalSize"], bytes.size());
      EXPECT_FALSE(answer.content.contains("text"));
      const Answer info = service.peer().call("file_info", {{"path", "named.txt"}});
      EXPECT_EQ(answer.content["etag"], info.content["etag"]);
    }
    put(arena.root() / "text.png", "text");
    EXPECT_EQ(read(service, {{"path", "text.png"}}).content["text"], "text");
  });
}

TEST(ReadFile, LargePicturesAndOtherFilesAreLinks) {
  in_each_way([](Way way) {
    const Arena arena(Scratch::Where::memory);
    const fs::path file = arena.root() / "a b/\xC3\xA9.png";
    Service service(arena, way);
    put(file, png_start + std::string(media_limit - png_start.size(), '\0'));
    EXPECT_EQ(shown(read(service, {{"path", "a b/\xC3\xA9.png"}}))[0]["type"], "image");
    put(file, png_start + std::string(media_limit + 1 - png_start.size(), '\0'));
    const Answer large = read(service, {{"path", "a b/\xC3\xA9.png"}});
    const std::string name = "\xC3\xA9.png";
    EXPECT_EQ(shown(large)[1],
              Json({{"type", "resource_link"},
                    {"uri", "file://" + arena.root().string() + "/a%20b/%C3%A9.png"},
                    {"name", name},
                    {"mimeType", "image/png"},
                    {"size", media_limit + 1}}));
    EXPECT_EQ(shown(large)[0]["text"],
              "[`a b/" + name +
                  "` is image/png, 3932161 bytes, more than the 3932160 that can be shown. To read "
                  "its bytes, call read_file with encoding base64.]");
    const std::string zip = "PK\3\4\x14\0\xFF"s;
    put(arena.root() / "z", zip);
    const Answer other = read(service, {{"path", "z"}});
    EXPECT_EQ(shown(other)[1]["mimeType"], "application/zip");
    EXPECT_EQ(other.content["mimeType"], "application/zip");
    EXPECT_FALSE(other.content.contains("text"));
  });
}

// Programs that ask for bytes, or for text, get these as before pictures were shown.
TEST(ReadFile, EncodingAndRangesDecideBeforeTheContent) {
  in_each_way([](Way way) {
    const Arena arena;
    const std::string bytes = png_start + "rest";
    put(arena.root() / "a", bytes);
    Service service(arena, way);
    const auto code_of = [&](Json arguments) {
      arguments["path"] = "a";
      return read(service, arguments).code;
    };
    EXPECT_EQ(code_of({{"encoding", "utf8"}}), "E_ENCODING");
    EXPECT_EQ(code_of({{"startByte", 0}}), "E_ENCODING");
    EXPECT_EQ(code_of({{"startLine", 1}}), "E_ENCODING");
    EXPECT_EQ(code_of({{"tail", 9}}), "E_ENCODING");
    EXPECT_EQ(code_of({{"ranges", Json::array({{{"startLine", 1}, {"endLine", 3}}})}}),
              "E_ENCODING");
    const Answer part =
        read(service, {{"path", "a"}, {"encoding", "base64"}, {"startByte", 1}, {"maxBytes", 3}});
    EXPECT_EQ(part.content["text"], to_base64("PNG"));
    EXPECT_EQ(part.content["nextStartByte"], 4);
    EXPECT_EQ(read(service, {{"path", "a"}, {"encoding", "base64"}}).content["text"],
              to_base64(bytes));
  });
}

}  // namespace
}  // namespace mcp::test::media_test
