#include "bridge/store/data_directory.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "bridge/store/store.hpp"
#include "support/scratch.hpp"

namespace mcp::bridge::data_directory_test {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

/// Sets the umask until it is destroyed.
class Umask {
 public:
  explicit Umask(mode_t mask) : before_(::umask(mask)) {}
  ~Umask() { ::umask(before_); }
  Umask(const Umask&) = delete;
  Umask& operator=(const Umask&) = delete;

 private:
  const mode_t before_;
};

class DataDirectoryTest : public ::testing::Test {
 protected:
  /// The error when the directory is used; empty: none.
  std::string refusal() const {
    try {
      const DataDirectory data(path);
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }

  /// A store with content, so that all of SQLite's files exist.
  static std::unique_ptr<Store> written_store(const std::string& file) {
    auto store = open_sqlite_store(file);
    store->put_session({.id = "s"});
    return store;
  }

  void make_directory() const {
    fs::create_directories(path);
    fs::permissions(path.parent_path(), fs::perms(0755));
  }

  const Umask umask{0};  // the most permissive
  const test::Scratch scratch;
  const fs::path path = scratch / "parent" / "data";
};

TEST_F(DataDirectoryTest, IsMadeForItsOwnerOnly) {
  const DataDirectory data(path);
  const auto store = written_store(data.database());
  EXPECT_EQ(mode_of(path), 0700U);
  for (const char* name : {"bridge.db", "bridge.db-wal", "bridge.db-shm", "bridge.lock"}) {
    EXPECT_EQ(mode_of(path / name), 0600U) << name;
  }
  EXPECT_TRUE(data.tightened().empty());
}

TEST_F(DataDirectoryTest, MayBeNamedWithASlashAtItsEnd) {
  const DataDirectory data(path.string() + "/");
  EXPECT_EQ(mode_of(path), 0700U);
  EXPECT_EQ(data.database(), (path / "bridge.db").string());
}

TEST(Store, IsMadeForItsOwnerOnly) {
  const Umask umask(0);
  const test::Scratch scratch;
  const fs::path file = scratch / "other.db";
  open_sqlite_store(file);
  EXPECT_EQ(mode_of(file), 0600U);
}

TEST_F(DataDirectoryTest, ThatOthersCouldReadIsTightened) {
  make_directory();
  const std::string database = path / "bridge.db";
  const auto store = written_store(database);
  ASSERT_EQ(::chmod(path.c_str(), 0755), 0);
  const std::string files[] = {database, database + "-wal", database + "-shm"};
  for (const auto& file : files) ASSERT_EQ(::chmod(file.c_str(), 0644), 0) << file;
  test::put(path / "notes.txt", "");

  const DataDirectory data(path);
  EXPECT_EQ(mode_of(path), 0700U);
  EXPECT_EQ(data.tightened().size(), 4U);
  EXPECT_EQ(data.tightened().at(0), path.string());
  for (const auto& file : files) {
    EXPECT_EQ(mode_of(file), 0600U) << file;
    EXPECT_NE(std::ranges::find(data.tightened(), file), data.tightened().end()) << file;
  }
  EXPECT_EQ(mode_of(path / "notes.txt"), 0666U) << "not ours";
}

TEST_F(DataDirectoryTest, ThatOthersMayWriteIsRefused) {
  make_directory();
  for (const mode_t mode : {0777, 0757, 0775, 01777}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    EXPECT_NE(refusal().find(path.string()), std::string::npos);
    EXPECT_NE(refusal().find("chmod 700"), std::string::npos) << refusal();
  }
  EXPECT_FALSE(fs::exists(path / "bridge.lock")) << "nothing is written there";
  ASSERT_EQ(::chmod(path.c_str(), 0755), 0);
  EXPECT_EQ(refusal(), "");
}

TEST_F(DataDirectoryTest, OfAnotherUserIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a directory away";
  make_directory();
  ASSERT_EQ(::chmod(path.c_str(), 0700), 0);
  ASSERT_EQ(::chown(path.c_str(), 65534, 65534), 0);
  EXPECT_NE(refusal().find("belongs to user 65534"), std::string::npos) << refusal();
  EXPECT_NE(refusal().find(path.string()), std::string::npos);
}

// Others could replace it with a directory that holds a database of their own.
TEST_F(DataDirectoryTest, InADirectoryThatOthersMayWriteIsRefused) {
  make_directory();
  fs::permissions(path.parent_path(), fs::perms(0777));
  EXPECT_NE(refusal().find(path.parent_path().string() + "` may be written by other users"),
            std::string::npos);
}

TEST_F(DataDirectoryTest, ThatIsNoDirectoryIsRefused) {
  make_directory();
  fs::remove(path);
  test::put(path, "a file");
  EXPECT_NE(refusal().find("Not a directory"), std::string::npos) << refusal();
  fs::remove(path);
  make_directory();
  ASSERT_EQ(::chmod(path.c_str(), 0700), 0);
  fs::create_symlink("/dev/null", path / "bridge.lock");
  EXPECT_NE(refusal().find("bridge.lock"), std::string::npos) << refusal();
}

TEST_F(DataDirectoryTest, ThatIsALinkIsRefused) {
  fs::create_directories(scratch / "elsewhere");
  ASSERT_EQ(::chmod((scratch / "elsewhere").c_str(), 0700), 0);
  make_directory();
  fs::remove(path);
  fs::create_directory_symlink(scratch / "elsewhere", path);
  EXPECT_NE(refusal().find("is a symbolic link"), std::string::npos) << refusal();
  EXPECT_TRUE(fs::is_empty(scratch / "elsewhere"));
}

TEST_F(DataDirectoryTest, BehindALinkOnTheWayHasAPathWithoutLinks) {
  make_directory();
  ASSERT_EQ(::chmod(path.c_str(), 0700), 0);
  fs::create_directory_symlink(path.parent_path(), scratch / "link");
  const DataDirectory data(scratch / "link/data");
  EXPECT_EQ(data.database(), path / "bridge.db");
  written_store(data.database());
}

TEST_F(DataDirectoryTest, WithAFileThatIsNotOursIsRefused) {
  make_directory();
  ASSERT_EQ(::chmod(path.c_str(), 0700), 0);
  const auto expect_refused = [this](const fs::path& file, const std::string& why) {
    const std::string said = refusal();
    EXPECT_NE(said.find(file.filename().string() + ' ' + why), std::string::npos) << said;
    fs::remove(file);
  };
  test::put(scratch / "other", "");
  for (const char* name :
       {"bridge.db", "bridge.db-wal", "bridge.db-shm", "bridge.db-journal", "bridge.lock"}) {
    const fs::path file = path / name;
    fs::create_symlink(scratch / "other", file);
    expect_refused(file, "in it is not a regular file");
    fs::create_symlink(scratch / "new", file);
    expect_refused(file, "in it is not a regular file");
    ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
    expect_refused(file, "in it is not a regular file");
    fs::create_hard_link(scratch / "other", file);
    expect_refused(file, "in it has other names too");
    test::put(file, "");
    ASSERT_EQ(::chmod(file.c_str(), 0666), 0);
    const std::string said = refusal();
    EXPECT_NE(said.find("other users may write " + std::string(name)), std::string::npos) << said;
    ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
    if (::geteuid() == 0) {
      ASSERT_EQ(::chown(file.c_str(), 65534, 65534), 0);
      expect_refused(file, "in it belongs to user 65534");
    }
    fs::remove(file);
  }
  EXPECT_EQ(refusal(), "");
}

TEST(Store, BehindALinkIsRefused) {
  const test::Scratch scratch;
  fs::create_symlink(scratch / "elsewhere.db", scratch / "link.db");
  EXPECT_THROW(open_sqlite_store(scratch / "link.db"), std::runtime_error);
  EXPECT_FALSE(fs::exists(scratch / "elsewhere.db"));
}

TEST_F(DataDirectoryTest, IsUsedByOneProcessAtATime) {
  {
    const DataDirectory data(path);
    const std::string said = refusal();
    EXPECT_NE(said.find(path.string()), std::string::npos) << said;
    EXPECT_NE(said.find("another mcp-bridge (process " + std::to_string(::getpid()) + ") uses it"),
              std::string::npos)
        << said;
    EXPECT_NE(said.find("--data-dir"), std::string::npos) << said;
  }
  EXPECT_EQ(refusal(), "");
}

TEST_F(DataDirectoryTest, IsFreeAgainWhenItsProcessWasKilled) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const DataDirectory data(path);
    if (::write(ready[1], "x", 1) != 1) ::_exit(1);
    while (true) ::pause();
  }
  char byte = 0;
  EXPECT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_NE(refusal(), "");
  EXPECT_EQ(::kill(child, SIGKILL), 0);
  EXPECT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_EQ(refusal(), "");
  ::close(ready[0]);
  ::close(ready[1]);
}

}  // namespace
}  // namespace mcp::bridge::data_directory_test
