#include <gtest/gtest.h>

#include <cstdlib>
#include <future>
#include <string>
#include <vector>

#include "mcp/client/credential_store.hpp"
#include "mcp/error.hpp"
#include "support/failure.hpp"
#include "support/server_process.hpp"

/// The desktop's keyring. tests/oauth/keyring runs these tests with a session bus and a
/// gnome-keyring of their own; elsewhere they are skipped, so as not to touch the user's keyring.
namespace mcp::test {
namespace {

bool has_own_keyring() {
  return std::getenv("MCP_TEST_KEYRING") != nullptr;
}

class Keyring : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_own_keyring()) GTEST_SKIP() << "run tests/oauth/keyring";
  }
};

TEST_F(Keyring, KeepsWhatIsStored) {
  const auto store = keyring_credential_store();
  const auto replace_by = [&](const std::string& key, const Json& value) {
    store->update(key, [&](const Json&) { return value; }, {});
    return store->load(key);
  };
  EXPECT_EQ(store->load("a"), nullptr);
  EXPECT_TRUE(store->keys().empty());
  EXPECT_EQ(replace_by("tokens https://b", {{"x", 1}}), (Json{{"x", 1}}));
  EXPECT_EQ(replace_by("a", {{"y", "\u00e9"}}), (Json{{"y", "\u00e9"}}));
  EXPECT_EQ(store->keys(), (std::vector<std::string>{"a", "tokens https://b"}));
  EXPECT_EQ(replace_by("a", {{"y", 2}}), (Json{{"y", 2}}));
  EXPECT_EQ(keyring_credential_store()->load("a"), (Json{{"y", 2}}));
  const auto fail = [](const Json&) -> Json { throw std::runtime_error("no"); };
  EXPECT_THROW(store->update("a", fail, {}), std::runtime_error);
  EXPECT_EQ(store->load("a"), (Json{{"y", 2}}));
  EXPECT_EQ(replace_by("a", nullptr), nullptr);
  EXPECT_EQ(replace_by("tokens https://b", nullptr), nullptr);
  EXPECT_TRUE(store->keys().empty());
}

TEST_F(Keyring, IsUsedByTheProgramThatIsToldSo) {
  const std::string server = "https://mcp.example/mcp";
  const auto set = [&](const Json& value) {
    keyring_credential_store()->update("tokens " + server, [&](const Json&) { return value; }, {});
  };
  set({{"issuer", "https://auth.example"}, {"clientId", "me"}, {"accessToken", "secret"}});
  const auto exit_with = [&](const std::string& store) {
    ServerProcess program({.arguments = {"whoami", "--url", server},
                           .program = MCP_BINARY_DIR "/mcp-client",
                           .environment = {{"MCP_CREDENTIALS", store}}});
    const auto exit = program.wait_exit();
    EXPECT_EQ(program.errors().find("secret"), std::string::npos);
    return exit;
  };
  EXPECT_EQ(exit_with("keyring"), 0);
  EXPECT_EQ(exit_with("file"), 1);
  EXPECT_EQ(exit_with("wallet"), 2);
  set(nullptr);
  EXPECT_EQ(exit_with("keyring"), 1);
}

TEST_F(Keyring, LosesNoChangeOfSeveralWriters) {
  constexpr int writers = 4;
  constexpr int changes = 10;
  std::vector<std::future<void>> running;
  for (int writer = 0; writer < writers; ++writer) {
    running.push_back(std::async(std::launch::async, [] {
      const auto store = keyring_credential_store();
      const auto add = [](const Json& count) {
        return count.is_null() ? Json(1) : Json(count.get<int>() + 1);
      };
      for (int change = 0; change < changes; ++change) store->update("count", add, {});
    }));
  }
  for (auto& writer : running) writer.get();
  EXPECT_EQ(keyring_credential_store()->load("count"), writers * changes);
}

TEST(NoKeyring, IsReported) {
  if (has_own_keyring()) GTEST_SKIP() << "there is one";
  ::setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", 1);
  const Error error = failure([] { (void)keyring_credential_store()->load("a"); });
  EXPECT_EQ(error.code(), ErrorCode::invalid_params);
  EXPECT_TRUE(std::string(error.what()).starts_with("The desktop's keyring cannot be used: "))
      << error.what();
}

}  // namespace
}  // namespace mcp::test
