#include "bridge/gateway/sent_events.hpp"

#include <gtest/gtest.h>

namespace mcp::bridge::sent_events_test {
namespace {

// Three frames of 12, 104 and 1004 bytes with their headers.
SentEvents three() {
  SentEvents events;
  events.start_after(6);
  events.sent(7, 10);
  events.sent(0, 102);
  events.sent(9, 1000);
  return events;
}

TEST(SentEvents, CountWhatWasAcknowledged) {
  const struct {
    std::size_t unacknowledged;
    std::uint64_t received;
  } cases[] = {{0, 9}, {1, 7}, {1004, 7}, {1005, 7}, {1108, 7}, {1109, 6}, {1'000'000, 6}};
  for (const auto& each : cases) {
    SCOPED_TRACE(each.unacknowledged);
    EXPECT_EQ(three().received(each.unacknowledged), each.received);
  }
}

TEST(SentEvents, LagUntilAllIsAcknowledged) {
  SentEvents events = three();
  EXPECT_TRUE(events.is_lagging());
  EXPECT_EQ(events.received(1), 7U);
  EXPECT_TRUE(events.is_lagging());
  EXPECT_EQ(events.received(5000), 7U);  // acknowledged events stay acknowledged
  EXPECT_EQ(events.received(0), 9U);
  EXPECT_FALSE(events.is_lagging());
}

TEST(SentEvents, BeginAnew) {
  SentEvents events = three();
  events.start_after(40);
  EXPECT_EQ(events.received(0), 40U);
}

}  // namespace
}  // namespace mcp::bridge::sent_events_test
