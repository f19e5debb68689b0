#include "mcp/client/credential_store.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "mcp/error.hpp"
#include "support/eventually.hpp"
#include "support/failure.hpp"
#include "support/scratch.hpp"

namespace mcp::test {
namespace {

Json replace_by(CredentialStore& store, const std::string& key, const Json& value) {
  store.update(key, [&](const Json&) { return value; }, {});
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
    const auto fail = [](const Json&) -> Json { throw std::runtime_error("no"); };
    EXPECT_THROW(store->update("a", fail, {}), std::runtime_error);
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
          const auto add = [](const Json& count) {
            return count.is_null() ? Json(1) : Json(count.get<int>() + 1);
          };
          store->update("count", add, {});
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

TEST(CredentialStore, ChangesOtherValuesWhileOneChangeWaits) {
  const Scratch scratch;
  const std::string file = scratch / "c.json";
  for (const auto& store : {memory_credential_store(), file_credential_store(file)}) {
    const auto wait = [&](const Json&) {
      replace_by(*store, "b", 2);
      std::stop_source stop;
      stop.request_stop();
      const auto change = [](const Json&) { return Json(3); };
      const Error error = failure([&] { store->update("a", change, stop.get_token()); });
      EXPECT_EQ(error.code(), ErrorCode::request_cancelled);
      return Json(1);
    };
    store->update("a", wait, {});
    EXPECT_EQ(store->load("a"), 1);
    EXPECT_EQ(store->load("b"), 2);
  }
}

TEST(CredentialFile, IsTheOldOrTheNewOneAfterAKill) {
  constexpr int kills = 20;
  const Scratch scratch;
  const std::string file = scratch / "c.json";
  const std::string large(100'000, 'x');
  replace_by(*file_credential_store(file), "count", {{"n", 0}, {"text", large}});
  std::int64_t last = 0;
  for (int i = 0; i < kills; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto store = file_credential_store(file);
      while (true) {
        store->update("count",
                      [&](const Json& saved) {
                        return Json{{"n", saved["n"].get<std::int64_t>() + 1}, {"text", large}};
                      },
                      {});
      }
    }
    const auto count = [&] { return file_credential_store(file)->load("count"); };
    EXPECT_TRUE(eventually([&] { return count()["n"] > last; }));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const Json saved = count();
    EXPECT_EQ(saved["text"], large);
    EXPECT_GT(saved["n"], last);
    last = saved["n"];
  }
}

TEST(CredentialFile, StaysWhenTheDiskIsFull) {
  const Scratch scratch;
  const std::string file = scratch / "c.json";
  const auto store = file_credential_store(file);
  replace_by(*store, "a", 1);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Error error = failure([&] { replace_by(*store, "a", std::string(10'000, 'x')); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(error.code(), ErrorCode::invalid_params);
  EXPECT_EQ(store->load("a"), 1);
  EXPECT_EQ(replace_by(*store, "a", 2), 2);
}

TEST(CredentialFile, InAFolderThatCannotBeWrittenIsReported) {
  const Scratch scratch;
  put(scratch / "folder", "a file");
  const auto store = file_credential_store(scratch / "folder" / "c.json");
  const Error error = failure([&] { replace_by(*store, "a", 1); });
  EXPECT_EQ(error.code(), ErrorCode::invalid_params);
}

TEST(CredentialFile, WithALinkAsItsLockIsNotUsed) {
  const Scratch scratch;
  put(scratch / "target", "");
  std::filesystem::create_symlink(scratch / "target", scratch / "c.json.lock");
  EXPECT_THROW(replace_by(*file_credential_store(scratch / "c.json"), "a", 1), Error);
  EXPECT_FALSE(std::filesystem::exists(scratch / "c.json"));
}

TEST(CredentialFile, OfAnotherUserIsNotUsed) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const Scratch scratch;
  const std::string file = scratch / "c.json";
  replace_by(*file_credential_store(file), "a", 1);
  ASSERT_EQ(::chown(file.c_str(), 12345, 12345), 0);
  const Error error = failure([&] { (void)file_credential_store(file)->load("a"); });
  EXPECT_EQ(error.code(), ErrorCode::invalid_params);
}

TEST(CredentialFile, IsInTheUsersStateFolder) {
  EXPECT_TRUE(default_credential_file().ends_with("/mcp-toolkit/credentials.json"));
}

}  // namespace
}  // namespace mcp::test
