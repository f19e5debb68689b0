// Tickets: their limits and their expiry.

#include <gtest/gtest.h>

#include "drafts/drafts.hpp"
#include "file_error.hpp"
#include "support/scratch.hpp"
#include "tickets/ranges.hpp"
#include "tickets/ticket_route.hpp"
#include "tickets/tickets.hpp"

namespace mcp::files::tickets_test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using Time = std::chrono::system_clock::time_point;

std::string code_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const FileError& error) {
    return error.code();
  }
  return {};
}

TEST(Tickets, ExpireTenMinutesAfterTheirLastUse) {
  Time now = std::chrono::system_clock::now();
  Tickets tickets({}, [&] { return now; });
  const auto issued = tickets.issue({.owner = "ann", .path = "file", .etag = "e"});
  EXPECT_TRUE(Tickets::is_download(issued.ticket));
  for (int use = 0; use < 3; ++use) {
    now += minutes(9);
    EXPECT_EQ(tickets.use(issued.ticket, std::nullopt).path, "file");
  }
  EXPECT_EQ(tickets.use(issued.ticket, "ann").etag, "e");
  EXPECT_EQ(code_of([&] { tickets.use(issued.ticket, "bob"); }), "E_HANDLE_UNKNOWN");
  now += minutes(10);
  EXPECT_EQ(code_of([&] { tickets.use(issued.ticket, std::nullopt); }), "E_HANDLE_UNKNOWN");
}

TEST(Tickets, ExpireAfterADay) {
  Time now = std::chrono::system_clock::now();
  Tickets tickets({.idle = hours(100)}, [&] { return now; });
  const auto issued = tickets.issue({.owner = "", .path = "file", .etag = "e"});
  now += hours(23);
  EXPECT_EQ(tickets.use(issued.ticket, std::nullopt).path, "file");
  now += hours(1);
  EXPECT_EQ(code_of([&] { tickets.use(issued.ticket, std::nullopt); }), "E_HANDLE_UNKNOWN");
}

TEST(Tickets, AreLimitedForEachOwner) {
  Time now = std::chrono::system_clock::now();
  Tickets tickets({.max_downloads = 2}, [&] { return now; });
  const Download download{.owner = "ann", .path = "file", .etag = "e"};
  EXPECT_NE(tickets.issue(download).ticket, tickets.issue(download).ticket);
  EXPECT_EQ(code_of([&] { tickets.issue(download); }), "E_QUOTA");
  EXPECT_EQ(code_of([&] { tickets.issue({.owner = "bob", .path = "file", .etag = "e"}); }), "");
  now += minutes(10);
  EXPECT_EQ(code_of([&] { tickets.issue(download); }), "");
}

TEST(Tickets, ExpiredUploadsAreGone) {
  const test::Scratch scratch;
  WorkspaceOptions options{.roots = {{scratch.path()}}};
  options.reserve_bytes = 0;
  const auto workspace = std::make_shared<Workspace>(options);
  Time now = std::chrono::system_clock::now();
  const auto clock = [&] { return now; };
  Drafts drafts(*workspace, {}, clock);
  const Place place = workspace->locate_for_writing("file");
  DraftRecord record;
  record.path = "file";
  record.by_ticket = true;
  record.idle_seconds = 600;
  const std::string ticket = drafts.begin("ann", place, record).record.handle;
  const TicketRoute route(workspace, std::make_shared<Tickets>(), {}, clock);
  const http::Request head{
      .method = "HEAD", .headers = {}, .body = {}, .target = "/files/" + ticket};
  EXPECT_EQ(route.open(head, {})->begin()->head.status, 204);
  now += minutes(11);
  EXPECT_EQ(route.open(head, {})->begin()->head.status, 410);
}

TEST(ContentRange, NamesAPartOfAFile) {
  const struct {
    const char* value;
    std::optional<SentRange> range;
  } cases[] = {
      {"bytes 0-0/1", SentRange{{0, 0}, 1}},
      {"bytes 5-9/10", SentRange{{5, 9}, 10}},
      {"BYTES 5-9/*", SentRange{{5, 9}}},
      {"bytes 0-1/1", std::nullopt},
      {"bytes 2-1/9", std::nullopt},
      {"bytes */9", std::nullopt},
      {"bytes 0-/9", std::nullopt},
      {"bytes -1/9", std::nullopt},
      {"bytes 0-1", std::nullopt},
      {"bytes 0-1/", std::nullopt},
      {"bytes 0-1/x", std::nullopt},
      {"bytes +0-1/2", std::nullopt},
      {"bytes=0-1/2", std::nullopt},
      {"bytes 0-18446744073709551615/*", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& [value, range] : cases) EXPECT_EQ(sent_range(value), range) << value;
}

TEST(Range, OfAnEmptyFileIsUnsatisfiable) {
  EXPECT_EQ(wanted_bytes("bytes=0-", 0), WantedBytes(Unsatisfiable()));
  EXPECT_EQ(wanted_bytes("bytes=-1", 0), WantedBytes(Unsatisfiable()));
  EXPECT_EQ(wanted_bytes("", 0), WantedBytes(WholeFile()));
}

}  // namespace
}  // namespace mcp::files::tickets_test
