#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <vector>

#include "client/served_client.hpp"

namespace mcp::test {
namespace {

std::string label(MessageDirection direction, const Message& message) {
  const std::string way = direction == MessageDirection::sent ? "> " : "< ";
  if (const auto* request = std::get_if<Request>(&message)) return way + request->method;
  if (const auto* notification = std::get_if<Notification>(&message)) {
    return way + notification->method;
  }
  const auto& response = std::get<Response>(message);
  return way + (std::holds_alternative<Json>(response.outcome) ? "result" : "error");
}

TEST(ObservedChannel, PassesOnAndReportsTheMessagesOfBothSides) {
  Server server({"observed", "1"});
  server.add_tool<NoArguments>({.name = "hello"},
                               [](const NoArguments&) { return std::string("hello"); });
  std::mutex mutex;
  std::vector<std::string> seen;
  auto channel = observed(in_process([&](auto sink) { return server.connect(std::move(sink)); }),
                          [&](MessageDirection direction, const Message& message) {
                            const std::scoped_lock lock(mutex);
                            seen.push_back(label(direction, message));
                          });
  {
    auto client = Client::connect(std::move(channel));
    EXPECT_EQ(client.call<std::string>("hello"), "hello");
  }
  const std::vector<std::string> expected = {"> server/discover", "< result", "> tools/call",
                                             "< result"};
  EXPECT_EQ(seen, expected);
}

}  // namespace
}  // namespace mcp::test
