// Permissions to write, and the attributes that a replaced file keeps.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "hostile/access_list.hpp"
#include "hostile/unprivileged.hpp"

namespace mcp::test::attributes_test {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  ::lstat(path.c_str(), &status);
  return status.st_mode & 07777;
}

TEST_F(Unprivileged, Case47_WhatMayNotBeWrittenIsNotReplaced) {
  const fs::path root = arena_.root();
  ::chmod((root / "ok.txt").c_str(), 0444);
  ::chmod((root / "dir").c_str(), 0555);
  put(root / "of-root", "not yours");
  put(root / "dir-of-root/x", "not yours");
  put(root / "unreadable", "not yours");
  ::chmod((root / "unreadable").c_str(), 0200);
  const std::string before = arena_.state();
  for (const Era era : {Era::modern, Era::legacy}) {
    ServerProcess server(launch());
    Peer peer(server, era);
    for (const char* path : {"ok.txt", "dir/inner.txt", "dir/new", "of-root", "dir-of-root/x",
                             "dir-of-root/new", "dir/a/b", "unreadable"}) {
      SCOPED_TRACE(path);
      const Json arguments{
          {"path", path}, {"content", "new"}, {"mode", "upsert"}, {"createParents", true}};
      EXPECT_EQ(peer.call("write_file", arguments).code, "E_ACCESS");
      EXPECT_EQ(arena_.state(), before);
    }
    EXPECT_EQ(peer.call("read_file", {{"path", "unreadable"}}).code, "E_ACCESS");
    EXPECT_TRUE(peer.call("write_file", {{"path", "new"}, {"content", "x"}}).ok());
    fs::remove(root / "new");
  }
}

TEST_F(Unprivileged, Case47_RootThatMayNotBeWritten) {
  ::chmod(arena_.root().c_str(), 0555);
  const std::string before = arena_.state();
  ServerProcess server(launch());
  Peer peer(server, Era::modern);
  for (const char* path : {"new", "ok.txt", "dir/inner.txt"}) {
    EXPECT_EQ(
        peer.call("write_file", {{"path", path}, {"content", "new"}, {"mode", "upsert"}}).code,
        "E_ACCESS");
    EXPECT_EQ(arena_.state(), before);
  }
}

bool set_attribute(const fs::path& path, const char* name, const std::string& value) {
  return ::setxattr(path.c_str(), name, value.data(), value.size(), 0) == 0;
}

std::string attribute(const fs::path& path, const char* name) {
  std::string value(1024, '\0');
  const ssize_t size = ::getxattr(path.c_str(), name, value.data(), value.size());
  if (size < 0) return "(none)";
  value.resize(static_cast<std::size_t>(size));
  return value;
}

Answer replace(Peer& peer, const char* path, Json more = Json::object()) {
  more.update({{"path", path}, {"content", to_text(peer.era())}, {"mode", "overwrite"}});
  return peer.call("write_file", more);
}

TEST(Attributes, Case48_ModeListAndAttributesSurvive) {
  const Arena arena;
  const fs::path file = arena.root() / "ok.txt";
  if (!set_attribute(file, "user.note", "keep me") ||
      !set_attribute(file, access_attribute, access_list(6))) {
    GTEST_SKIP() << "the disk has no extended attributes or no access control lists";
  }
  ::chmod(file.c_str(), 0751);
  const std::string list = attribute(file, access_attribute);
  in_each_way([&](Way way) {
    put(file, "before");
    Service service(arena, way);
    EXPECT_TRUE(replace(service.peer(), "ok.txt").ok());
    EXPECT_EQ(content_of(file), to_text(way.era));
    EXPECT_EQ(mode_of(file), 0751U);
    EXPECT_EQ(attribute(file, "user.note"), "keep me");
    EXPECT_EQ(attribute(file, access_attribute), list);
  });
}

// A default access control list would give other users access to a replaced file that they did not
// have before.
TEST(Attributes, Case48_NoListIsAdded) {
  const Arena arena;
  if (!set_attribute(arena.root(), default_attribute, access_list(7))) {
    GTEST_SKIP() << "the disk has no access control lists";
  }
  const fs::path file = arena.root() / "ok.txt";
  ::chmod(file.c_str(), 0660);
  in_each_way([&](Way way) {
    put(file, "before");
    Service service(arena, way);
    EXPECT_TRUE(replace(service.peer(), "ok.txt").ok());
    EXPECT_EQ(content_of(file), to_text(way.era));
    EXPECT_EQ(mode_of(file), 0660U);
    EXPECT_EQ(attribute(file, access_attribute), "(none)");
  });
}

// Like a write in place by a user who is not root: setuid and setgid are removed.
TEST(Attributes, Case48_RightsOfTheOwnerAreNotGivenToNewContent) {
  const Arena arena;
  const fs::path file = arena.root() / "ok.txt";
  in_each_way([&](Way way) {
    put(file, "before");
    ::chmod(file.c_str(), 06755);
    Service service(arena, way);
    EXPECT_TRUE(replace(service.peer(), "ok.txt").ok());
    EXPECT_EQ(mode_of(file), 0755U);
  });
}

TEST(Attributes, Case48_PermissionToExecute) {
  const Arena arena;
  const fs::path file = arena.root() / "ok.txt";
  in_each_way([&](Way way) {
    put(file, "before");
    ::chmod(file.c_str(), 0640);
    Service service(arena, way);
    EXPECT_TRUE(replace(service.peer(), "ok.txt", {{"executable", true}}).ok());
    EXPECT_EQ(mode_of(file), 0750U);
    EXPECT_TRUE(replace(service.peer(), "ok.txt", {{"executable", false}}).ok());
    EXPECT_EQ(mode_of(file), 0640U);
  });
}

// The umask that the server inherits applies.
TEST(Attributes, Case48_NewFilesFollowTheUmask) {
  for (const mode_t mask : {022U, 027U, 077U}) {
    const Arena arena;
    ServerProcess server(
        {.arguments = command_line(arena.root()), .in_child = [mask] { ::umask(mask); }});
    Peer peer(server, Era::modern);
    for (const bool live : {false, true}) {
      const std::string path = live ? "live" : "atomic";
      EXPECT_TRUE(
          peer.call("write_file",
                    {{"path", path}, {"content", "x"}, {"visibility", path}, {"executable", live}})
              .ok());
      EXPECT_EQ(mode_of(arena.root() / path), (live ? 0777U : 0666U) & ~mask);
    }
  }
}

// An etag depends on the content of a file, not on its name or mode.
TEST(Attributes, Case117_EtagOutlivesChmodAndRename) {
  in_each_way([](Way way) {
    for (const std::size_t size : {std::size_t{100}, (std::size_t{9} << 20)}) {
      const Arena arena(Scratch::Where::memory);
      const fs::path file = arena.root() / "file";
      put(file, std::string(size, 'a'));
      Service service(arena, way);
      const Json etag = service.peer().call("file_info", {{"path", "file"}}).content["etag"];
      ::chmod(file.c_str(), 0600);
      fs::rename(file, arena.root() / "away");
      fs::rename(arena.root() / "away", file);
      EXPECT_EQ(replace(service.peer(), "file", {{"ifMatch", etag}}).code, "");
      EXPECT_EQ(content_of(file), to_text(way.era));
      EXPECT_EQ(replace(service.peer(), "ok.txt", {{"ifMatch", etag}}).code, "E_CONFLICT");
    }
  });
}

}  // namespace
}  // namespace mcp::test::attributes_test
