// Drafts whose files in the stage were damaged, replaced by links, or removed.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <functional>
#include <utility>

#include "drafts/drafts.hpp"
#include "hostile/drafts.hpp"
#include "support/workspace_server.hpp"

namespace mcp::test::draft_damage_test {
namespace {

namespace fs = std::filesystem;
using namespace drafts;

using Damage = std::function<void(const fs::path& draft)>;

const std::pair<const char*, Damage> damages[] = {
    {"NoRecord", [](const fs::path& draft) { fs::remove(draft / "record"); }},
    {"EmptyRecord", [](const fs::path& draft) { put(draft / "record", ""); }},
    {"OtherJson", [](const fs::path& draft) { put(draft / "record", "[1]"); }},
    {"LinkedRecord",
     [](const fs::path& draft) {
       fs::rename(draft / "record", draft / "moved");
       fs::create_symlink("moved", draft / "record");
     }},
    {"LinkedData",
     [](const fs::path& draft) {
       fs::remove(data_of(draft));
       fs::create_symlink("../../../../outside/secret.txt", data_of(draft));
     }},
    {"Fifo",
     [](const fs::path& draft) {
       fs::remove(draft / "pieces");
       ASSERT_EQ(::mkfifo((draft / "pieces").c_str(), 0600), 0);
     }},
};

TEST(DraftDamage, Case86_AreUnknownWhenTheyAreDamaged) {
  for (const auto& [name, damage] : damages) {
    SCOPED_TRACE(name);
    const Arena arena;
    Service service(arena, {"program", Way::Kind::confined, Era::modern});
    Peer& peer = service.peer();
    const std::string handle = handle_of(peer, "a");
    damage(draft_directories(arena.root()).at(0));
    EXPECT_EQ(append(peer, handle, 1, "x").code, "E_HANDLE_UNKNOWN");
    EXPECT_EQ(commit(peer, handle).code, "E_HANDLE_UNKNOWN");
    EXPECT_EQ(content_of(arena.outside() / "secret.txt"), secret);
    const std::string other = handle_of(peer, "b");
    EXPECT_TRUE(append(peer, other, 1, "x").ok());
    EXPECT_TRUE(commit(peer, other).ok());
  }
}

TEST(DraftDamage, Case86_DropPiecesThatWereNotStored) {
  const Arena arena;
  Service service(arena, {"program", Way::Kind::confined, Era::modern});
  Peer& peer = service.peer();
  const std::string handle = handle_of(peer, "a");
  append(peer, handle, 1, "one");
  append(peer, handle, 2, "two");
  const fs::path draft = draft_directories(arena.root()).at(0);
  fs::resize_file(data_of(draft), 4);  // the second piece is incomplete
  put(draft / "pieces", content_of(draft / "pieces") + "3 6 3 torn");
  EXPECT_EQ(status(peer, handle).content["drafts"][0]["nextSeq"], 2);
  EXPECT_TRUE(append(peer, handle, 2, "TWO").ok());
  EXPECT_TRUE(commit(peer, handle).ok());
  EXPECT_EQ(content_of(arena.root() / "a"), "oneTWO");
}

TEST(DraftDamage, FailWhenTheDiskHasOtherBytes) {
  const Arena arena;
  Service service(arena, {"program", Way::Kind::confined, Era::modern});
  Peer& peer = service.peer();
  const std::string handle = handle_of(peer, "a");
  append(peer, handle, 1, "one");
  put(data_of(draft_directories(arena.root()).at(0)), "0ne");
  EXPECT_EQ(commit(peer, handle).code, "E_IO");
  EXPECT_EQ(append(peer, handle, 2, "two").code, "E_IO");
  EXPECT_FALSE(fs::exists(arena.root() / "a"));
  EXPECT_TRUE(cancel(peer, handle).ok());
}

// As when the server was killed while it reserved space for a new draft.
TEST(DraftDamage, UnfinishedDraftsAreRemoved) {
  const Arena arena;
  Service service(arena, {"library", Way::Kind::openat2, Era::modern});
  const std::string handle = handle_of(service.peer(), "a");
  const fs::path finished = draft_directories(arena.root()).at(0);
  const fs::path unfinished = finished.parent_path() / std::string(32, 'a');
  put(unfinished / (std::string(32, 'a') + ".data"), "reserved");
  files::Workspace workspace(workspace_options(arena.root()));
  files::Drafts(workspace).sweep();
  EXPECT_FALSE(fs::exists(unfinished));
  EXPECT_TRUE(append(service.peer(), handle, 1, "x").ok());
}

// Another call uses a draft meanwhile.
TEST(DraftDamage, ATokenIsFoundBesideADraftInUse) {
  const Arena arena;
  Service service(arena, {"library", Way::Kind::openat2, Era::legacy});
  handle_of(service.peer(), "used");
  const Descriptor used(
      ::open(draft_directories(arena.root()).at(0).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  ASSERT_EQ(::flock(used.get(), LOCK_EX), 0);
  const Json more{{"clientToken", "t"}};
  EXPECT_EQ(handle_of(service.peer(), "a", more), handle_of(service.peer(), "a", more));
}

TEST(DraftDamage, Case87_AreUnknownWithoutTheStage) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string handle = handle_of(service.peer(), "a");
    fs::remove_all(arena.root() / ".mcp-stage");
    EXPECT_EQ(append(service.peer(), handle, 1, "x").code, "E_HANDLE_UNKNOWN");
    EXPECT_TRUE(begin(service.peer(), "a").ok());
  });
}

}  // namespace
}  // namespace mcp::test::draft_damage_test
