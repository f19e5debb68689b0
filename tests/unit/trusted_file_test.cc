#include "io/trusted_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "support/scratch.hpp"

namespace mcp {
namespace {

namespace fs = std::filesystem;

std::string error_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

struct Case {
  const char* name;
  Readers readers;
  const char* error;  // a part of it; empty: the file is trusted
  std::function<void(const fs::path&)> make;
};

std::function<void(const fs::path&)> file_of(mode_t mode, uid_t owner) {
  return [mode, owner](const fs::path& path) {
    test::put(path, "content");
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    ASSERT_EQ(::chown(path.c_str(), owner, owner), 0);
  };
}

std::function<void(const fs::path&)> link_to(const std::string& target) {
  return [target](const fs::path& path) { fs::create_symlink(target, path); };
}

const Case cases[] = {
    {"Secret", Readers::owner, "", file_of(0600, ::geteuid())},
    {"SecretReadOnly", Readers::owner, "", file_of(0400, ::geteuid())},
    {"SecretOfTheGroup", Readers::owner, "chmod 600", file_of(0640, ::geteuid())},
    {"SecretThatOthersRead", Readers::owner, "chmod 600", file_of(0604, ::geteuid())},
    {"GroupMayRead", Readers::owner_and_group, "", file_of(0640, ::geteuid())},
    {"GroupMayNotWrite", Readers::owner_and_group, "chmod go-w", file_of(0660, ::geteuid())},
    {"Public", Readers::everybody, "", file_of(0644, ::geteuid())},
    {"PublicThatOthersWrite", Readers::everybody, "chmod go-w", file_of(0646, ::geteuid())},
    {"Missing", Readers::everybody, "cannot be opened", [](const fs::path&) {}},
    {"Directory", Readers::everybody, "is not a regular file",
     [](const fs::path& path) { fs::create_directory(path); }},
    {"Fifo", Readers::everybody, "is not a regular file",
     [](const fs::path& path) { ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0); }},
    {"Endless", Readers::everybody, "is not a regular file", link_to("/dev/zero")},
    {"Link", Readers::owner, "",
     [](const fs::path& path) {
       file_of(0600, ::geteuid())(path.string() + ".target");
       fs::create_symlink(path.string() + ".target", path);
     }},
    {"LinkToAnOpenFile", Readers::owner, "chmod 600",
     [](const fs::path& path) {
       file_of(0644, ::geteuid())(path.string() + ".target");
       fs::create_symlink(path.string() + ".target", path);
     }},
    {"TooLarge", Readers::everybody, "is larger than 1048576 bytes",
     [](const fs::path& path) {
       file_of(0600, ::geteuid())(path);
       fs::resize_file(path, (std::uintmax_t{1} << 20) + 1);
     }},
};

class TrustedFile : public testing::TestWithParam<Case> {};

TEST_P(TrustedFile, IsReadOrRefused) {
  const test::Scratch scratch;
  const fs::path path = scratch / "it's";
  GetParam().make(path);
  std::string content;
  const std::string error =
      error_of([&] { content = read_trusted_file(path, {.readers = GetParam().readers}); });
  const std::string wanted = GetParam().error;
  EXPECT_EQ(error.empty(), wanted.empty()) << error;
  EXPECT_NE(error.find(wanted), std::string::npos) << error;
  EXPECT_EQ(content, wanted.empty() ? "content" : "");
  if (wanted.empty()) return;
  EXPECT_NE(error.find(path), std::string::npos) << error;
  EXPECT_EQ(error_of([&] { require_trusted_file(path, {.readers = GetParam().readers}); }), error);
}

INSTANTIATE_TEST_SUITE_P(Io, TrustedFile, testing::ValuesIn(cases),
                         [](const auto& test) { return test.param.name; });

TEST(TrustedFileOf, AnotherUserIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files to another user";
  const test::Scratch scratch;
  file_of(0600, 65534)(scratch / "file");
  const std::string error = error_of([&] { read_trusted_file(scratch / "file"); });
  EXPECT_NE(error.find("belongs to another user (id 65534)"), std::string::npos) << error;
}

TEST(TrustedFileOf, ByteOrderMarkIsSkipped) {
  const test::Scratch scratch;
  test::put(scratch / "file", "\xEF\xBB\xBFtoken\n");
  ::chmod((scratch / "file").c_str(), 0600);
  EXPECT_EQ(read_trusted_file(scratch / "file"), "token\n");
}

TEST(TrustedFileOf, AsManyBytesAsAreAllowed) {
  const test::Scratch scratch;
  test::put(scratch / "file", std::string(100, 'x'));
  ::chmod((scratch / "file").c_str(), 0600);
  EXPECT_EQ(read_trusted_file(scratch / "file", {.max_bytes = 100}).size(), 100U);
  EXPECT_NE(error_of([&] { read_trusted_file(scratch / "file", {.max_bytes = 99}); }), "");
}

}  // namespace
}  // namespace mcp
