#include <condition_variable>
#include <map>
#include <mutex>

#include "matrix/matrix.hpp"

namespace mcp::test {
namespace {

constexpr auto soon = std::chrono::seconds(10);

class Changes : public Matrix {
 protected:
  Client connect_and_count() {
    ClientOptions options;
    options.handlers.tools_changed = [this] { count("tools"); };
    options.handlers.prompts_changed = [this] { count("prompts"); };
    options.handlers.resource_updated = [this](const std::string& uri) { count(uri); };
    return connect(std::move(options));
  }

  /// Waits until the notification has arrived `times` times.
  bool told(const std::string& what, int times) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, soon, [&] { return counts_[what] >= times; });
  }

  int count_of(const std::string& what) {
    const std::scoped_lock lock(mutex_);
    return counts_[what];
  }

 private:
  void count(const std::string& what) {
    const std::scoped_lock lock(mutex_);
    ++counts_[what];
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, int> counts_;
};

TEST_P(Changes, AreSentToSubscribers) {
  auto client = connect_and_count();
  const auto listening = client.listen({.tools = true, .prompts = true, .uris = {"test://text"}});
  client.call_tool("change_everything", nullptr);
  EXPECT_TRUE(told("tools", 2));
  EXPECT_TRUE(told("prompts", 2));
  EXPECT_TRUE(told("test://text", 1));
  EXPECT_EQ(count_of("test://binary"), 0);
}

// In 2026-07-28 the server sends only the subscribed changes; in earlier revisions it sends changes
// of lists to every client.
TEST_P(Changes, AreSentAsTheEraDefines) {
  auto client = connect_and_count();
  const auto listening = client.listen({.uris = {"test://binary"}});
  client.call_tool("change_everything", nullptr);
  EXPECT_TRUE(told("test://binary", 1));
  EXPECT_TRUE(told("tools", spelled(2, 0)));
  EXPECT_EQ(count_of("tools"), spelled(2, 0));
  EXPECT_EQ(count_of("test://text"), 0);
}

TEST_P(Changes, AreNotSentAfterTheSubscriptionEnds) {
  auto client = connect_and_count();
  client.listen({.uris = {"test://text"}});
  const auto other = client.listen({.uris = {"test://binary"}});
  client.call_tool("change_everything", nullptr);
  EXPECT_TRUE(told("test://binary", 1));
  EXPECT_EQ(count_of("test://text"), 0);
}

TEST_P(Changes, AreSentUntilTheLastSubscriptionEnds) {
  auto client = connect_and_count();
  const auto listening = client.listen({.uris = {"test://text"}});
  client.listen({.uris = {"test://text"}});
  client.call_tool("change_everything", nullptr);
  EXPECT_TRUE(told("test://text", 1));
}

TEST_P(Changes, AreVisibleInTheLists) {
  auto client = connect_and_count();
  const auto before = client.list_tools().size();
  client.call_tool("change_everything", nullptr);
  EXPECT_EQ(client.list_tools().size(), before);
}

MCP_MATRIX(Changes);

}  // namespace
}  // namespace mcp::test
