// Directories with so many entries that a server must not keep them all in memory.
#include <fcntl.h>
#include <gtest/gtest.h>

#include "hostile/arena.hpp"
#include "io/descriptor.hpp"
#include "sorted_names.hpp"
#include "support/build_kind.hpp"
#include "support/server_process.hpp"

namespace mcp::test::many_entries_test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t many = 200'000;
constexpr std::size_t may_use = std::size_t{48} << 20;

// Six digits, so that the order of the names is that of the numbers.
std::string name_of(std::size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(6 - digits.size(), '0') + digits;
}

void plant(const fs::path& directory, std::size_t count) {
  fs::create_directories(directory);
  const Descriptor open(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  for (std::size_t i = 0; i < count; ++i) {
    const int made = ::mknodat(open.get(), name_of(i * 7919 % count).c_str(), S_IFREG | 0600, 0);
    ASSERT_EQ(made, 0);
  }
}

// Calls until there is no cursor; returns how many entries came, each the next one.
std::size_t count_in_order(Peer& peer, const char* tool, Json arguments, const char* list,
                           const char* name) {
  std::size_t count = 0;
  while (true) {
    const Answer answer = peer.call(tool, arguments);
    EXPECT_TRUE(answer.ok()) << answer.message;
    if (!answer.ok()) return count;
    for (const Json& entry : answer.content[list]) {
      EXPECT_TRUE(entry[name].get<std::string>().ends_with(name_of(count)));
      ++count;
    }
    if (!answer.content.contains("cursor")) return count;
    arguments["cursor"] = answer.content["cursor"];
  }
}

TEST(ManyEntries, AreListedInBoundedMemory) {
  if (sanitized) GTEST_SKIP() << "takes long";
  const Arena arena(Scratch::Where::memory);
  plant(arena.root() / "many", many);
  ServerProcess server({.arguments = command_line(arena.root())});
  Peer peer(server, Era::modern);
  ASSERT_TRUE(peer.call("list_directory", {{"path", "dir"}}).ok());
  const std::size_t before = server.peak_memory();
  const Json arguments{{"path", "many"}, {"limit", 1000}};
  EXPECT_EQ(count_in_order(peer, "list_directory", arguments, "entries", "n"), many);
  EXPECT_EQ(count_in_order(peer, "find_files", arguments, "files", "path"), many);
  const Answer found = peer.call("search_text", {{"path", "many"}, {"query", "x"}});
  EXPECT_TRUE(found.ok());
  EXPECT_GT(found.content["filesSearched"], 0);
  EXPECT_LT(server.peak_memory() - before, may_use);
}

// Many batches, of which the last one is short.
TEST(ManyEntries, EachNameComesOnceAndInOrder) {
  const Scratch scratch(Scratch::Where::memory);
  constexpr std::size_t count = 2 * files::SortedNames::largest_batch + 10;
  plant(scratch / "many", count);
  const Descriptor directory(::open((scratch / "many").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  for (const std::size_t from : {std::size_t{0}, std::size_t{40'000}, count - 1}) {
    files::SortedNames names(directory, {.from = name_of(from), .shown = "many"}, {});
    std::size_t next = from;
    while (const auto* entry = names.next()) ASSERT_EQ(entry->name, name_of(next++));
    EXPECT_EQ(next, count);
    EXPECT_EQ(names.next(), nullptr);
  }
}

TEST(ManyEntries, ACancelledWalkEnds) {
  const Scratch scratch(Scratch::Where::memory);
  plant(scratch / "many", 5'000);
  const Descriptor directory(::open((scratch / "many").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  std::stop_source stop;
  stop.request_stop();
  files::SortedNames names(directory, {.shown = "many"}, stop.get_token());
  EXPECT_THROW(names.next(), files::FileError);
}

}  // namespace
}  // namespace mcp::test::many_entries_test
