#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "bridge/store/sqlite.hpp"
#include "bridge/store/store.hpp"
#include "support/scratch.hpp"

namespace mcp::bridge::store_file_test {
namespace {

/// Drops root's privileges until it is destroyed; no effect for other users.
class AsNobody {
 public:
  AsNobody() {
    constexpr uid_t nobody = 65534;
    EXPECT_EQ(::seteuid(before_ == 0 ? nobody : before_), 0);
  }
  ~AsNobody() { EXPECT_EQ(::seteuid(before_), 0); }

 private:
  const uid_t before_ = ::geteuid();
};

class StoreFileTest : public ::testing::Test {
 protected:
  /// The error of opening the store; empty: none.
  static std::string refusal(const std::string& name) {
    try {
      open_sqlite_store(name);
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }

  test::Scratch scratch{test::Scratch::Where::memory};
  std::string file = scratch / "bridge.db";
};

TEST_F(StoreFileTest, IsThereAfterARestart) {
  {
    const auto store = open_sqlite_store(file);
    store->put_session({.id = "s", .title = "kept"});
    store->append("s", {{.role = "user", .content = "hi"}});
    store->put_approval({.tool_use_id = "t", .session = "s"});
  }
  const auto store = open_sqlite_store(file);
  EXPECT_EQ(store->session("s")->title, "kept");
  EXPECT_EQ(store->messages("s")[0].content, "hi");
  EXPECT_EQ(store->waiting_approvals("s").size(), 1U);
}

TEST_F(StoreFileTest, IsInWalModeWithItsVersion) {
  open_sqlite_store(file);
  sqlite::Database database(file);
  auto mode = database.query("pragma journal_mode");
  ASSERT_TRUE(mode.next());
  EXPECT_EQ(mode.text(0), "wal");
  auto version = database.query("pragma user_version");
  ASSERT_TRUE(version.next());
  EXPECT_EQ(version.number(0), 4);
}

// The first version did not store the tools that a rule for a server was made for.
TEST_F(StoreFileTest, ForgetsRulesOfAnOlderVersionThatAllowed) {
  {
    const auto store = open_sqlite_store(file);
    store->add_rule({.effect = RuleEffect::allow, .server = "files", .identity = "i"});
    store->add_rule(
        {.effect = RuleEffect::deny, .server = "files", .identity = "i", .tool = "write"});
  }
  sqlite::Database(file).script(
      "alter table rules drop column tool_hashes; drop index usage_by_tenant;"
      "create table projects (id text); pragma user_version = 1");
  const auto rules = open_sqlite_store(file)->rules();
  ASSERT_EQ(rules.size(), 1U);
  EXPECT_EQ(rules[0].effect, RuleEffect::deny);
}

TEST_F(StoreFileTest, RefusesAFileThatIsNoDatabase) {
  test::put(file, std::string(5000, 'x'));
  EXPECT_NE(refusal(file).find("not a database of SQLite"), std::string::npos) << refusal(file);
  EXPECT_EQ(test::content_of(file), std::string(5000, 'x'));
}

TEST_F(StoreFileTest, RefusesTheDatabaseOfAnotherProgram) {
  sqlite::Database(file).script("create table notes (text)");
  EXPECT_NE(refusal(file).find("another program"), std::string::npos) << refusal(file);
}

TEST_F(StoreFileTest, RefusesANewerVersion) {
  open_sqlite_store(file);
  sqlite::Database(file).script("pragma user_version = 7");
  EXPECT_NE(refusal(file).find("newer mcp-bridge (version 7"), std::string::npos) << refusal(file);
}

TEST_F(StoreFileTest, RefusesPlacesWhereNoFileCanBe) {
  EXPECT_NE(refusal(scratch / "none" / "bridge.db").find("folder must exist"), std::string::npos);
  EXPECT_NE(refusal(scratch.path()).find("folder must exist"), std::string::npos);
  EXPECT_NE(refusal("").find("name of a file"), std::string::npos);
}

TEST_F(StoreFileTest, RefusesAFileThatMayOnlyBeRead) {
  open_sqlite_store(file);
  using std::filesystem::perms;
  std::filesystem::permissions(scratch.path(), perms::all);
  std::filesystem::permissions(file, perms::owner_read | perms::group_read | perms::others_read);
  const AsNobody nobody;  // root may write everything
  EXPECT_NE(refusal(file).find("read-only"), std::string::npos) << refusal(file);
}

TEST_F(StoreFileTest, TakesAnEmptyFile) {
  test::put(file, "");
  EXPECT_EQ(refusal(file), "");
}

TEST_F(StoreFileTest, TwoStoresSeeEachOther) {
  const auto one = open_sqlite_store(file);
  const auto two = open_sqlite_store(file);
  one->put_session({.id = "s"});
  EXPECT_EQ(two->append("s", {{.role = "user"}}), 1);
  EXPECT_EQ(one->append("s", {{.role = "assistant"}}), 2);
  one->put_approval({.tool_use_id = "t", .session = "s"});
  EXPECT_TRUE(two->decide("s", "t", Resolution::allowed));
  EXPECT_FALSE(one->decide("s", "t", Resolution::denied));
  two->delete_session("s");
  EXPECT_FALSE(one->session("s"));
}

}  // namespace
}  // namespace mcp::bridge::store_file_test
