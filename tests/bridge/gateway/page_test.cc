#include "bridge/gateway/page.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "bridge/gateway/gzip.hpp"
#include "bridge/gateway/page_file.hpp"
#include "support/scratch.hpp"

namespace mcp::bridge::page_test {
namespace {

std::string header(const HttpReply& reply, const std::string& name) {
  for (const auto& [key, value] : reply.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(Page, OwnsAllButWhatProgramsAsk) {
  for (const char* path :
       {"/", "/index.html", "/assets/a.js", "/usage", "/chat/1", "/wsx", "/projectsx"}) {
    EXPECT_TRUE(Page::owns(path)) << path;
  }
  for (const char* path : {"/api", "/api/tools", "/projects/1", "/ws", "/ws/chat/x", "/health",
                           "/ready", "/metrics"}) {
    EXPECT_FALSE(Page::owns(path)) << path;
  }
}

class PageOfDirectory : public testing::Test {
 protected:
  PageOfDirectory() {
    test::put(scratch / "root/index.html", "<p>the page</p>");
    test::put(scratch / "root/assets/a.js", "let a;");
    test::put(scratch / "secret.txt", "secret");
  }

  test::Scratch scratch;
  Page page{scratch / "root"};
};

TEST_F(PageOfDirectory, AnswersViewsWithTheIndex) {
  for (const char* path : {"/", "/index.html", "/usage", "/chat/1", "/inspector/my.server"}) {
    const HttpReply reply = page.answer({.method = "GET", .path = path});
    EXPECT_EQ(reply.content_type, "text/html; charset=utf-8");
    EXPECT_EQ(reply.body, "<p>the page</p>") << path;
  }
}

TEST_F(PageOfDirectory, AnswersFilesByTheirKind) {
  const HttpReply script = page.answer({.method = "GET", .path = "/assets/a.js"});
  EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(script.body, "let a;");
  EXPECT_EQ(header(script, "Cache-Control"), "no-cache");
}

TEST_F(PageOfDirectory, RefusesWhatIsNotItsOwn) {
  for (const char* path : {"/assets/none.js", "/none.txt", "/assets/../../secret.txt"}) {
    EXPECT_EQ(page.answer({.method = "GET", .path = path}).status, 404) << path;
  }
  EXPECT_EQ(page.answer({.method = "GET", .path = "/../secret.txt"}).body, "<p>the page</p>");
  EXPECT_EQ(page.answer({.method = "POST", .path = "/"}).status, 405);
}

TEST_F(PageOfDirectory, ReadsOnlyRegularFilesInIt) {
  const auto assets = scratch / "root/assets";
  std::filesystem::create_symlink("../../../secret.txt", assets / "out.txt");
  std::filesystem::create_symlink(scratch / "secret.txt", assets / "absolute.txt");
  std::filesystem::create_symlink("a.js", assets / "inside.js");
  ASSERT_EQ(::mkfifo((assets / "pipe.txt").c_str(), 0600), 0);
  std::filesystem::create_symlink("/dev/zero", assets / "device.txt");
  for (const char* path : {"/assets/out.txt", "/assets/absolute.txt", "/assets/pipe.txt",
                           "/assets/device.txt", "/assets/", "/assets/a.js/b"}) {
    EXPECT_EQ(page.answer({.method = "GET", .path = path}).status, 404) << path;
  }
  EXPECT_EQ(page.answer({.method = "GET", .path = "/assets/inside.js"}).body, "let a;");
}

TEST_F(PageOfDirectory, GivesNoServiceWorker) {
  const HttpReply reply =
      page.answer({.method = "GET", .path = "/assets/a.js", .service_worker = true});
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(header(reply, "Clear-Site-Data"), "\"storage\"");
}

TEST(PageThatIsBuiltIn, IsWhatTheBuildMade) {
  const Page page;
  const HttpReply index = page.answer({.method = "GET", .path = "/"});
  EXPECT_EQ(index.status, 200);
  if (page_files().empty()) {
    EXPECT_FALSE(page_absence().empty());
    EXPECT_NE(index.body.find(page_absence()), std::string::npos);
    EXPECT_EQ(page.answer({.method = "GET", .path = "/usage"}).status, 404);
    return;
  }
  EXPECT_EQ(index.content_type, "text/html; charset=utf-8");
  EXPECT_TRUE(page_absence().empty());
  std::size_t scripts = 0;
  for (const PageFile& file : page_files()) {
    if (!file.path.starts_with("/assets/")) continue;
    HttpCall call{.method = "GET", .path = std::string(file.path)};
    const HttpReply plain = page.answer(call);
    EXPECT_NE(header(plain, "Cache-Control").find("immutable"), std::string::npos);
    call.accept_encoding = "br, gzip";
    const HttpReply packed = page.answer(call);
    EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
    EXPECT_EQ(from_gzip(std::string(packed.fixed_body)), plain.fixed_body);
    call.if_none_match = header(packed, "ETag");
    EXPECT_EQ(page.answer(call).status, 304);
    scripts += file.path.ends_with(".js") ? 1 : 0;
  }
  EXPECT_GT(scripts, 0U);
}

TEST(Gzip, IsTakenWhenItIsNamed) {
  for (const char* yes : {"gzip", "br, gzip", "deflate,GZIP;q=0.5", "*"}) {
    EXPECT_TRUE(accepts_gzip(yes)) << yes;
  }
  for (const char* no : {"", "br", "gzip;q=0", "identity, gzip; q=0.0", "xgzip"}) {
    EXPECT_FALSE(accepts_gzip(no)) << no;
  }
  EXPECT_THROW(from_gzip("no gzip"), std::runtime_error);
}

}  // namespace
}  // namespace mcp::bridge::page_test
