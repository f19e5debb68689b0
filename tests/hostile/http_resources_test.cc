// Subscriptions to files over HTTP: updates arrive, and a client that has gone leaves no watches.
#include <gtest/gtest.h>

#include <thread>

#include "hostile/arena.hpp"
#include "hostile/watched_directories.hpp"
#include "mcp/server/http_listener.hpp"
#include "resources/workspace_resources.hpp"
#include "support/eventually.hpp"
#include "support/http_requests.hpp"
#include "support/raw_client.hpp"
#include "support/workspace_server.hpp"

namespace mcp::test::http_resources_test {
namespace {

// A server with the files of a workspace; its destructor stops it.
class ResourceHost {
 public:
  explicit ResourceHost(const Arena& arena)
      : workspace_(std::make_shared<files::Workspace>(workspace_options(arena.root().string()))),
        watch_(std::make_shared<files::FileWatch>(workspace_, nullptr)),
        server_({"test", "1"},
                {.hooks = files::subscription_hooks(watch_, files::ClientRoots::ignore)}),
        resources_(server_, workspace_, watch_, files::ClientRoots::ignore),
        endpoint_(server_),
        listener_(endpoint_, {}),
        serving_([this](const std::stop_token& stop) { listener_.run(stop); }) {}

  std::uint16_t port() const { return listener_.port(); }

 private:
  const std::shared_ptr<files::Workspace> workspace_;
  const std::shared_ptr<files::FileWatch> watch_;
  Server server_;
  files::WorkspaceResources resources_;
  http::Endpoint endpoint_;
  http::Listener listener_;
  std::jthread serving_;
};

std::size_t watches() {
  return watched_directories("self").size();
}

http::Request listen_to(const Arena& arena) {
  const std::string uri = "file://" + (arena.root() / "dir/inner.txt").string();
  return modern_post(modern_message("subscriptions/listen",
                                    {{"notifications", {{"resourceSubscriptions", {uri}}}}}));
}

TEST(HttpResources, AListenStreamEndsWithItsConnection) {
  const Arena arena;
  const ResourceHost host(arena);
  RawClient first(host.port());
  RawClient second(host.port());
  for (const RawClient* client : {&first, &second}) {
    ASSERT_TRUE(client->send(to_wire(listen_to(arena))));
  }
  for (RawClient* client : {&first, &second}) {
    ASSERT_TRUE(client->read_until("subscriptions/acknowledged"));
  }
  EXPECT_EQ(watches(), 2U);
  put(arena.root() / "dir/inner.txt", "changed");
  for (RawClient* client : {&first, &second}) {
    EXPECT_TRUE(client->read_until("resources/updated"));
  }
  first.reset();
  second.forget_through("resources/updated");
  put(arena.root() / "dir/inner.txt", "changed again");
  EXPECT_TRUE(second.read_until("resources/updated"));
  EXPECT_EQ(watches(), 2U);
  second.reset();
  EXPECT_TRUE(eventually([] { return watches() == 0; }));
}

TEST(HttpResources, ASessionKeepsItsSubscriptionsUntilItEnds) {
  const Arena arena;
  const ResourceHost host(arena);
  RawClient client(host.port());
  const std::string session = client.ask(to_wire(initialize_post())).value("mcp-session-id");
  client.ask(to_wire(legacy_post(session, notification("notifications/initialized"))));
  const Json params{{"uri", "file://" + (arena.root() / "dir/inner.txt").string()}};
  EXPECT_EQ(
      client.ask(to_wire(legacy_post(session, message("resources/subscribe", params)))).status,
      200);
  EXPECT_EQ(watches(), 2U);
  put(arena.root() / "dir/inner.txt", "changed");
  RawClient stream(host.port());
  ASSERT_TRUE(stream.send(to_wire(stream_get(session))));
  EXPECT_TRUE(stream.read_until("resources/updated"));
  EXPECT_LT(client.ask(to_wire(session_delete(session))).status, 300);
  EXPECT_TRUE(eventually([] { return watches() == 0; }));
}

}  // namespace
}  // namespace mcp::test::http_resources_test
