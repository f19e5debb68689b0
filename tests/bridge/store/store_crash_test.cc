#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bridge/store/sqlite.hpp"
#include "bridge/store/store.hpp"
#include "support/scratch.hpp"

namespace mcp::bridge::store_crash_test {
namespace {

constexpr int per_transaction = 3;

/// Writes to the store until it is killed, and a byte to `told` after each transaction.
[[noreturn]] void write_on(const std::string& file, int told) {
  const auto store = open_sqlite_store(file);
  store->put_session({.id = "s"});
  for (int i = 0;; ++i) {
    const StoredMessage message{.role = "user", .content = std::string(2000, 'x')};
    store->append("s", std::vector<StoredMessage>(per_transaction, message));
    store->add_usage({.message_id = std::to_string(i), .usage = {.input = 1}});
    if (::write(told, "x", 1) != 1) ::_exit(1);
  }
}

/// Kills a writer after this many transactions, in the middle of the next one.
void interrupt_writer(const std::string& file, int transactions) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t writer = ::fork();
  if (writer == 0) {
    ::close(ends[0]);
    try {
      write_on(file, ends[1]);
    } catch (const std::exception&) {
      ::_exit(1);
    }
  }
  ::close(ends[1]);
  char byte = 0;
  for (int i = 0; i < transactions; ++i) ASSERT_EQ(::read(ends[0], &byte, 1), 1);
  ::kill(writer, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(writer, &status, 0), writer);
  EXPECT_TRUE(WIFSIGNALED(status));
  ::close(ends[0]);
}

class StoreCrashTest : public ::testing::TestWithParam<int> {};

TEST_P(StoreCrashTest, NothingThatWasWrittenIsLostOrHalf) {
  const test::Scratch scratch(test::Scratch::Where::memory);
  const std::string file = scratch / "bridge.db";
  interrupt_writer(file, GetParam());

  const auto store = open_sqlite_store(file);
  const auto messages = store->messages("s");
  EXPECT_GE(messages.size(), static_cast<std::size_t>(GetParam() * per_transaction));
  EXPECT_EQ(messages.size() % per_transaction, 0U);
  EXPECT_GE(store->usage({}).requests, GetParam());
  EXPECT_LE(store->usage({}).requests, static_cast<std::int64_t>(messages.size()) / 3);
  const auto next = static_cast<std::int64_t>(messages.size()) + 1;
  EXPECT_EQ(store->append("s", {{.role = "user"}}), next);

  sqlite::Database database(file);
  auto check = database.query("pragma integrity_check");
  ASSERT_TRUE(check.next());
  EXPECT_EQ(check.text(0), "ok");
}

INSTANTIATE_TEST_SUITE_P(Transactions, StoreCrashTest, ::testing::Values(1, 2, 17, 100, 401));

}  // namespace
}  // namespace mcp::bridge::store_crash_test
