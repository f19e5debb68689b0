#include "mcp/client/credential_store.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "mcp/error.hpp"
#include "support/failure.hpp"
#include "support/scratch.hpp"

namespace mcp::test {
namespace {

Json replace_by(CredentialStore& store, const std::string& key, const Json& value) {
  store.update(key, [&](const Json&) { return value; });
  return store.load(key);
}

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 0777;
}

TEST(CredentialStore, KeepsWhatIsStored) {
  const Scratch scratch;
  const std::string file = scratch.path() / "state" / "credentials.json";
  for (const auto& store : {memory_credential_store(), file_credential_store(file)}) {
    EXPECT_EQ(store->load("a"), nullptr);
    EXPECT_TRUE(store->keys().empty());
    EXPECT_EQ(replace_by(*store, "b", {{"x", 1}}), (Json{{"x", 1}}));
    EXPECT_EQ(replace_by(*store, "a", {{"y", "2"}}), (Json{{"y", "2"}}));
    EXPECT_EQ(store->keys(), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(replace_by(*store, "a", nullptr), nullptr);
    EXPECT_EQ(store->keys(), (std::vector<std::string>{"b"}));
  }
  EXPECT_EQ(file_credential_store(file)->load("b"), (Json{{"x", 1}}));
}

TEST(CredentialStore, StaysWhenAChangeFails) {
  const Scratch scratch;
  for (const auto& store :
       {memory_credential_store(), file_credential_store(scratch.path() / "c.json")}) {
    replace_by(*store, "a", 1);
    EXPECT_THROW(store->update("a", [](const Json&) -> Json { throw std::runtime_error("no"); }),
                 std::runtime_error);
    EXPECT_EQ(store->load("a"), 1);
  }
}

TEST(CredentialStore, LosesNoChangeOfSeveralWriters) {
  constexpr int writers = 4;
  constexpr int changes = 25;
  const Scratch scratch;
  const std::string file = scratch.path() / "c.json";
  const auto memory = memory_credential_store();
  for (const bool in_file : {false, true}) {
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
      threads.emplace_back([&] {
        const auto store = in_file ? file_credential_store(file) : memory;
        for (int change = 0; change < changes; ++change) {
          store->update("count", [](const Json& count) {
            return count.is_null() ? Json(1) : Json(count.get<int>() + 1);
          });
        }
      });
    }
    for (auto& thread : threads) thread.join();
    const auto store = in_file ? file_credential_store(file) : memory;
    EXPECT_EQ(store->load("count"), writers * changes) << in_file;
  }
}

TEST(CredentialFile, IsOnlyForItsOwner) {
  const Scratch scratch;
  const auto file = scratch.path() / "new" / "credentials.json";
  replace_by(*file_credential_store(file), "a", 1);
  EXPECT_EQ(mode_of(file), 0600U);
  EXPECT_EQ(mode_of(file.parent_path()), 0700U);
  EXPECT_FALSE(std::filesystem::exists(file.string() + ".new"));
}

TEST(CredentialFile, ThatOthersCanReadIsNotUsed) {
  const Scratch scratch;
  const auto file = scratch.path() / "credentials.json";
  replace_by(*file_credential_store(file), "a", 1);
  ASSERT_EQ(::chmod(file.c_str(), 0640), 0);
  const Error error = failure([&] { (void)file_credential_store(file)->load("a"); });
  EXPECT_EQ(error.code(), ErrorCode::invalid_params);
  EXPECT_NE(std::string(error.what()).find("chmod 600"), std::string::npos) << error.what();
}

TEST(CredentialFile, ThatIsNoJsonObjectOrALinkIsNotUsed) {
  const Scratch scratch;
  const auto file = scratch.path() / "credentials.json";
  for (const char* content : {"", "[]", "{\"a\":", "\xff"}) {
    std::ofstream(file) << content;
    ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
    EXPECT_THROW((void)file_credential_store(file)->load("a"), Error) << content;
  }
  const auto link = scratch.path() / "link.json";
  std::filesystem::create_symlink(file, link);
  EXPECT_THROW((void)file_credential_store(link)->load("a"), Error);
}

TEST(CredentialFile, IsInTheUsersStateFolder) {
  EXPECT_TRUE(default_credential_file().ends_with("/mcp-toolkit/credentials.json"));
}

}  // namespace
}  // namespace mcp::test
