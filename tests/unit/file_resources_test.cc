// The parts of file resources that need no server: URIs, media types, merging of changes.
#include <gtest/gtest.h>

#include "file_error.hpp"
#include "resources/file_uri.hpp"
#include "resources/pace.hpp"
#include "resources/resource_type.hpp"
#include "support/scratch.hpp"

namespace mcp::files::file_resources_test {
namespace {

std::string path_or_code(std::string_view uri) {
  try {
    return path_of_file_uri(uri);
  } catch (const FileError& error) {
    return error.code();
  }
}

TEST(FileUri, IsReadStrictly) {
  const std::pair<std::string, const char*> cases[] = {
      {"file:///a/b", "/a/b"},
      {"file:///", "/"},
      {"file:///a%20b", "/a b"},
      {"file:///a b", "/a b"},
      {"file:///%252e", "/%2e"},
      {"file:///%2e%2e/x", "/../x"},
      {"file:///a%3Fb%23", "/a?b#"},
      {"", "E_URI"},
      {"/a", "E_URI"},
      {"file:", "E_URI"},
      {"file:/a", "E_URI"},
      {"file://a", "E_URI"},
      {"file://host/a", "E_URI"},
      {"file://localhost/a", "E_URI"},
      {"FILE:///a", "E_URI"},
      {"https:///a", "E_URI"},
      {"file:///a?b", "E_URI"},
      {"file:///a#b", "E_URI"},
      {"file:///a%2Fb", "E_URI"},
      {"file:///a%2fb", "E_URI"},
      {"file:///a%00", "E_URI"},
      {std::string("file:///a\0", 10), "E_URI"},
      {"file:///a%", "E_URI"},
      {"file:///a%4", "E_URI"},
      {"file:///a%g0", "E_URI"},
      {"file:///" + std::string(8184, 'a'), nullptr},
      {"file:///" + std::string(8185, 'a'), "E_URI"},
  };
  for (const auto& [uri, expected] : cases) {
    EXPECT_EQ(path_or_code(uri), expected ? expected : '/' + std::string(8184, 'a')) << uri;
  }
}

TEST(FileUri, BeginsWithThePathThatThePersonGave) {
  const test::Scratch scratch;
  const std::string base = scratch.path();
  std::filesystem::create_directories(scratch / "real dir");
  std::filesystem::create_directory_symlink(scratch / "real dir", scratch / "link");
  const std::pair<std::string, std::string> cases[] = {
      {base + "/link", base + "/link/a%23b"},
      {base + "//./link/", base + "/link/a%23b"},
      {base + "/link/../link", base + "/real%20dir/a%23b"},
      {base + "/real dir", base + "/real%20dir/a%23b"},
  };
  for (const auto& [root, expected] : cases) {
    const Workspace workspace({.roots = {{root}}});
    const std::string uri = file_uri(workspace.locate("a#b"));
    EXPECT_EQ(uri, "file://" + expected);
    EXPECT_EQ(workspace.locate(path_of_file_uri(uri)).path.text(), "a#b");
    EXPECT_EQ(workspace.locate(path_of_file_uri(file_uri(workspace.locate(".")))).path.text(), ".");
  }
}

// What a client inserts into {+path} must name the same file.
TEST(FileUri, SurvivesATemplate) {
  for (const std::string path : {"a", "a b", "100%", "%41", "a?b", "a#b", "\xC3\xA9", "a/b+c"}) {
    EXPECT_EQ(path_of_file_uri("file:///root/" + template_value(path)), "/root/" + path);
  }
}

TEST(MediaType, ComesFromContentFirst) {
  const struct {
    const char* name;
    std::string content;
    const char* expected;
  } cases[] = {
      {"a", "", "text/plain"},
      {"a.md", "# A", "text/markdown"},
      {"A.JSON", "{}", "application/json"},
      {"a.png", "not a picture", "text/plain"},
      {"a.svg", "<svg/>", "image/svg+xml"},
      {"a.txt", std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16), "image/png"},
      {"a.txt", "\xFF\xD8\xFF\xE0", "image/jpeg"},
      {"a", std::string("RIFF\x04\0\0\0WEBPVP8 ", 16), "image/webp"},
      {"a", std::string("RIFF\x04\0\0\0WAVEfmt ", 16), "audio/wav"},
      {"a", "%PDF-1.7\n\xE2\xE3", "application/pdf"},
      {"a.docx", std::string("PK\3\4\0", 5),
       "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      {"a.jpg", std::string("\0", 1), "application/octet-stream"},
      {"a.md", "\xFF\xFE", "application/octet-stream"},
      {".md", std::string("\0", 1), "application/octet-stream"},
  };
  for (const auto& [name, content, expected] : cases) {
    EXPECT_EQ(media_type_of(name, content), expected) << name;
  }
  EXPECT_EQ(media_type_of_name("a.tar.gz"), "application/gzip");
  EXPECT_EQ(media_type_of_name("Makefile"), "");
}

TEST(Pace, ReportsTheFirstAndTheLastChange) {
  using Time = Pace<std::string>::Time;
  using std::chrono::milliseconds;
  const Time begin{};
  Pace<std::string> pace(milliseconds(200));
  const auto due = [&](int at) { return pace.due(begin + milliseconds(at)); };
  const std::vector<std::string> a = {"a"};
  EXPECT_EQ(pace.next(), std::nullopt);
  pace.changed("a");
  EXPECT_EQ(due(0), a);
  EXPECT_EQ(pace.next(), std::nullopt);
  pace.changed("a");
  pace.changed("b");
  pace.changed("a");
  EXPECT_EQ(due(1), std::vector<std::string>({"b"}));
  EXPECT_EQ(pace.next(), begin + milliseconds(200));
  EXPECT_TRUE(due(199).empty());
  EXPECT_EQ(due(200), a);
  EXPECT_TRUE(due(1000).empty());
  pace.changed("a");
  EXPECT_EQ(due(1000), a);
}

}  // namespace
}  // namespace mcp::files::file_resources_test
