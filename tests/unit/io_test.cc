#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "io/line_reader.hpp"
#include "io/line_writer.hpp"

namespace mcp {
namespace {

using namespace std::chrono_literals;

struct Ends {
  Descriptor read;
  Descriptor write;
};

Ends make_pipe() {
  int ends[2];
  EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

Ends make_sockets() {
  int ends[2];
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

Message note(std::size_t size) {
  return Notification{"n", {{"x", std::string(size, 'x')}}};
}

Message progress(std::size_t size) {
  return Notification{"notifications/progress", {{"message", std::string(size, 'x')}}};
}

// Reads lines until the writer closes.
std::vector<std::size_t> line_sizes(Descriptor from) {
  std::vector<std::size_t> sizes;
  LineReader reader(std::move(from), std::size_t{64} << 20);
  reader.run({.take =
                  [&](const LineFramer::Line& line) {
                    sizes.push_back(std::get<json::PaddedText>(line).text.size());
                  }},
             {});
  return sizes;
}

class LineWriterOver : public ::testing::TestWithParam<Ends (*)()> {
 protected:
  void SetUp() override { std::signal(SIGPIPE, SIG_IGN); }
};

TEST_P(LineWriterOver, SendsEverythingInOrderHoweverSlowTheReader) {
  auto ends = GetParam()();
  std::vector<std::size_t> expected;
  std::vector<std::size_t> sizes;
  std::thread reader(
      [&, from = std::move(ends.read)]() mutable { sizes = line_sizes(std::move(from)); });
  {
    LineWriter writer(std::move(ends.write));
    for (std::size_t i = 0; i < 200; ++i) {
      const Message message = note(i * i * 7 % 50'000);
      expected.push_back(to_text(message).size());
      EXPECT_TRUE(writer.send(message));
    }
    EXPECT_TRUE(writer.flush(30s));
  }
  reader.join();
  EXPECT_EQ(sizes, expected);
}

TEST_P(LineWriterOver, KeepsWhatTheReaderDoesNotTakeAndDropsOnlyWhatInforms) {
  auto ends = GetParam()();
  LineWriter writer(std::move(ends.write), 1 << 20);
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(writer.send(note(50'000)));
  EXPECT_TRUE(writer.congested());
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(writer.send(progress(50'000)));
  EXPECT_TRUE(writer.send(note(7)));
  std::vector<std::size_t> sizes;
  std::thread reader(
      [&, from = std::move(ends.read)]() mutable { sizes = line_sizes(std::move(from)); });
  pollfd room{writer.room_fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&room, 1, 30'000), 1);
  EXPECT_FALSE(writer.congested());
  EXPECT_TRUE(writer.flush(30s));
  writer.close();
  reader.join();
  EXPECT_EQ(sizes.size(), 41U);
}

TEST_P(LineWriterOver, NoticesThatTheReaderIsGone) {
  auto ends = GetParam()();
  LineWriter writer(std::move(ends.write));
  ends.read.reset();
  while (writer.send(note(100'000))) {
  }
  EXPECT_TRUE(writer.closed());
  EXPECT_FALSE(writer.flush(1s));
}

TEST_P(LineWriterOver, ClosesAlthoughTheReaderDoesNotRead) {
  auto ends = GetParam()();
  LineWriter writer(std::move(ends.write));
  for (int i = 0; i < 100; ++i) writer.send(note(50'000));
  writer.close();
  EXPECT_FALSE(writer.send(note(1)));
}

TEST_P(LineWriterOver, GivesUpAPeerThatIsHopelesslyBehind) {
  auto ends = GetParam()();
  LineWriter writer(std::move(ends.write), 1 << 16, 1 << 20);
  int sent = 0;
  while (sent < 1000 && writer.send(note(10'000))) ++sent;
  EXPECT_LT(sent, 1000);
  EXPECT_TRUE(writer.closed());
}

TEST_P(LineWriterOver, SendsABatchTogether) {
  auto ends = GetParam()();
  LineWriter writer(std::move(ends.write));
  {
    const LineWriter::Batch batch(writer);
    writer.send(note(1));
    writer.send(note(1));
    pollfd nothing{ends.read.get(), POLLIN, 0};
    EXPECT_EQ(::poll(&nothing, 1, 0), 0);
  }
  char bytes[1000];
  EXPECT_EQ(static_cast<std::size_t>(::read(ends.read.get(), bytes, sizeof bytes)),
            2 * (to_text(note(1)).size() + 1));
}

TEST_P(LineWriterOver, TakesFromManyThreads) {
  auto ends = GetParam()();
  std::vector<std::size_t> sizes;
  std::thread reader(
      [&, from = std::move(ends.read)]() mutable { sizes = line_sizes(std::move(from)); });
  LineWriter writer(std::move(ends.write));
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < 100; ++i) writer.send(note(t * 3000 + i));
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(writer.flush(30s));
  writer.close();
  reader.join();
  EXPECT_EQ(sizes.size(), 400U);
}

// The open file description is shared with other processes, which expect blocking writes.
TEST_P(LineWriterOver, DoesNotMakeTheDescriptorOfOthersNonBlocking) {
  auto ends = GetParam()();
  const Descriptor other(::dup(ends.write.get()));
  const LineWriter writer(std::move(ends.write));
  EXPECT_EQ(::fcntl(other.get(), F_GETFL) & O_NONBLOCK, 0);
}

std::string name_of(const ::testing::TestParamInfo<Ends (*)()>& test) {
  return test.param == make_pipe ? "Pipe" : "Socket";
}

INSTANTIATE_TEST_SUITE_P(All, LineWriterOver, ::testing::Values(make_pipe, make_sockets), name_of);

TEST(LineReader, StopsAtOnceOrWhenDrained) {
  auto ends = make_pipe();
  Wakeup wakeup;
  ASSERT_EQ(::write(ends.write.get(), "a\nb\n", 4), 4);
  wakeup.signal();
  std::vector<std::string> lines;
  LineReader reader(std::move(ends.read), 100);
  const LineReader::Handlers handlers{.take = [&](const LineFramer::Line& line) {
    lines.emplace_back(std::get<json::PaddedText>(line).text);
  }};
  EXPECT_EQ(reader.run(handlers, {.at_once = {wakeup.fd()}}), LineReader::End::interrupted);
  EXPECT_TRUE(lines.empty());
  EXPECT_EQ(reader.run(handlers, {.when_drained = {wakeup.fd()}}), LineReader::End::interrupted);
  EXPECT_EQ(lines, std::vector<std::string>({"a", "b"}));
  wakeup.clear();
  ends.write.reset();
  EXPECT_EQ(reader.run(handlers, {.at_once = {wakeup.fd()}}), LineReader::End::end_of_stream);
}

}  // namespace
}  // namespace mcp
