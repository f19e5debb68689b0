#include "bridge/session/preview.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "bytes/digest.hpp"

namespace mcp::bridge::preview_test {
namespace {

Tool write_tool() {
  std::ifstream file(MCP_SOURCE_DIR "/schemas/tools/write_file.input.json");
  return {.name = "write_file", .input_schema = Json::parse(file)};
}

ReadFile holding(std::optional<std::string> content) {
  return [content = std::move(content)](const std::string&) { return content; };
}

TEST(WritesFile, GoesByWhatTheToolTakes) {
  EXPECT_TRUE(writes_file(write_tool()));
  auto reads = write_tool();
  reads.annotations.read_only = true;
  EXPECT_FALSE(writes_file(reads));
  EXPECT_FALSE(writes_file({.name = "none"}));
  EXPECT_FALSE(writes_file({.name = "odd", .input_schema = {{"properties", 1}}}));
  EXPECT_FALSE(writes_file(
      {.name = "search", .input_schema = {{"properties", {{"path", {{"type", "string"}}}}}}}));
}

TEST(Preview, OfAChangeIsADiff) {
  const auto preview =
      preview_of(write_tool(), {{"path", "a.txt"}, {"content", "1\ntwo\n"}}, holding("1\n2\n"));
  EXPECT_EQ(preview["kind"], "diff");
  EXPECT_EQ(preview["path"], "a.txt");
  EXPECT_EQ(preview["unified"], "--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,2 @@\n 1\n-2\n+two\n");
  EXPECT_EQ(preview["added"], 1);
  EXPECT_EQ(preview["removed"], 1);
  EXPECT_EQ(preview["old_sha256"], sha256_hex("1\n2\n"));
  EXPECT_EQ(preview["truncated"], false);
  EXPECT_EQ(preview["preview_hash"].get<std::string>().size(), 64U);
}

TEST(Preview, OfANewFileIsItsContent) {
  const auto preview =
      preview_of(write_tool(), {{"path", "a.txt"}, {"content", "1\n"}}, holding({}));
  EXPECT_EQ(preview["kind"], "new_file");
  EXPECT_EQ(preview["unified"], "--- /dev/null\n+++ b/a.txt\n@@ -0,0 +1 @@\n+1\n");
  EXPECT_EQ(preview["old_sha256"], nullptr);
}

TEST(Preview, OfWhatIsNoTextSaysNothing) {
  const std::string binary("\0\1", 2);
  const Json text{{"path", "a"}, {"content", "text"}};
  const Json base64{{"path", "a"}, {"content", "AAE="}, {"encoding", "base64"}};
  const Json wrong{{"path", "a"}, {"content", "?"}, {"encoding", "base64"}};
  EXPECT_EQ(preview_of(write_tool(), text, holding(binary))["kind"], "none");
  EXPECT_EQ(preview_of(write_tool(), text, holding("\xFF"))["kind"], "none");
  EXPECT_EQ(preview_of(write_tool(), base64, holding("x"))["kind"], "none");
  EXPECT_EQ(preview_of(write_tool(), wrong, holding("x"))["kind"], "none");
  const auto preview = preview_of(write_tool(), base64, holding("x"));
  EXPECT_EQ(preview["unified"], "");
  EXPECT_EQ(preview["old_sha256"], sha256_hex("x"));
  EXPECT_NE(preview["preview_hash"], "");
}

TEST(Preview, OfTextInBase64IsADiff) {
  const Json input{{"path", "a"}, {"content", "dHdvCg=="}, {"encoding", "base64"}};
  EXPECT_EQ(preview_of(write_tool(), input, holding("one\n"))["unified"],
            "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-one\n+two\n");
}

TEST(Preview, OfWhatWritesNothingIsNone) {
  const Json none{{"kind", "none"}};
  const auto must_not_read = [](const std::string&) -> std::optional<std::string> {
    ADD_FAILURE();
    return {};
  };
  for (const Json& input : {Json(nullptr), Json::object(), Json{{"path", "a"}},
                            Json{{"path", 1}, {"content", "x"}}, Json::array({1})}) {
    EXPECT_EQ(preview_of(write_tool(), input, must_not_read), none) << input;
  }
  EXPECT_EQ(preview_of({.name = "other"}, {{"path", "a"}, {"content", "b"}}, must_not_read), none);
}

TEST(PreviewHash, ChangesWithWhateverIsApproved) {
  const auto hash = [](const Json& input, std::optional<std::string> old_content) {
    return preview_of(write_tool(), input, holding(std::move(old_content)))["preview_hash"]
        .get<std::string>();
  };
  const Json input{{"path", "a"}, {"content", "b"}, {"mode", "upsert"}};
  const auto with = [&input](const char* name, const char* value) {
    Json changed = input;
    changed[name] = value;
    return changed;
  };
  const std::vector<std::string> hashes = {hash(input, "old"),
                                           hash(input, "older"),
                                           hash(input, ""),
                                           hash(input, {}),
                                           hash(with("path", "c"), "old"),
                                           hash(with("content", "c"), "old"),
                                           hash(with("mode", "create"), "old"),
                                           hash(with("encoding", "base64"), "old")};
  EXPECT_EQ(std::set<std::string>(hashes.begin(), hashes.end()).size(), hashes.size());
  EXPECT_EQ(hash(input, "old"), hashes[0]);
}

TEST(Preview, OfAStrangePathKeepsToOneLine) {
  const auto preview =
      preview_of(write_tool(), {{"path", "a\n+++ b/other"}, {"content", "x\n"}}, holding({}));
  EXPECT_EQ(preview["unified"].get<std::string>().find("\n+++ b/other"), std::string::npos);
}

}  // namespace
}  // namespace mcp::bridge::preview_test
