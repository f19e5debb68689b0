// append_file: what it appends, when it refuses to, and what becomes of failed calls.
#include <gtest/gtest.h>
#include <sys/file.h>

#include "hostile/arena.hpp"
#include "hostile/racer.hpp"
#include "support/private_mounts.hpp"
#include "support/server_process.hpp"
#include "support/strace.hpp"

namespace mcp::test::append_test {
namespace {

namespace fs = std::filesystem;

Json append(const std::string& content, Json expected_size = nullptr,
            const std::string& path = "a") {
  Json arguments{{"path", path}, {"content", content}};
  if (!expected_size.is_null()) arguments["expectedSize"] = expected_size;
  return arguments;
}

Answer appended(Service& service, const Json& arguments) {
  return service.peer().call("append_file", arguments);
}

TEST(AppendFile, AppendsToTheEnd) {
  in_each_way([](Way way) {
    const Arena arena;
    const fs::path file = arena.root() / "a";
    put(file, "one");
    fs::permissions(file, fs::perms(0750));
    Service service(arena, way);
    const Answer first = appended(service, append(" two"));
    EXPECT_EQ(first.content["path"], "a");
    EXPECT_EQ(first.content["size"], 7);
    EXPECT_EQ(first.content["replayed"], false);
    const Answer info = service.peer().call("file_info", {{"path", "a"}});
    EXPECT_EQ(first.content["etag"], info.content["etag"]);
    EXPECT_TRUE(appended(service, append("\n\xC3\xA9", 7)).ok());
    Json encoded = append("AAH/", 10);
    encoded["encoding"] = "base64";
    EXPECT_EQ(appended(service, encoded).content["size"], 13);
    EXPECT_EQ(content_of(file), std::string("one two\n\xC3\xA9\0\x01\xFF", 13));
    EXPECT_EQ(fs::status(file).permissions(), fs::perms(0750));
  });
}

TEST(AppendFile, RepeatedCallAppendsOnce) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "one");
    Service service(arena, way);
    const Answer first = appended(service, append("two", 3));
    EXPECT_EQ(first.content["replayed"], false);
    const Answer again = appended(service, append("two", 3));
    EXPECT_EQ(again.content["replayed"], true);
    EXPECT_EQ(again.content["size"], 6);
    EXPECT_EQ(again.content["etag"], first.content["etag"]);
    EXPECT_EQ(content_of(arena.root() / "a"), "onetwo");
    // Nothing to append is no repetition.
    EXPECT_EQ(appended(service, append("", 6)).content["replayed"], false);
    EXPECT_EQ(content_of(arena.root() / "a"), "onetwo");
  });
}

TEST(AppendFile, OtherSizesAreRefused) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "one");
    Service service(arena, way);
    const std::string before = arena.state();
    const std::pair<Json, const char*> cases[] = {
        {append("two", 0), "E_SIZE_MISMATCH"},
        {append("two", 2), "E_SIZE_MISMATCH"},
        {append("two", 4), "E_SIZE_MISMATCH"},
        {append("one", 1), "E_SIZE_MISMATCH"},
        {append("", 0), "E_SIZE_MISMATCH"},
        {append("x", std::uint64_t{1} << 63), "E_SIZE_MISMATCH"},
        {append("x", ~std::uint64_t{0}), "E_SIZE_MISMATCH"},
        {append("x", -1), "E_INPUT"},
        {append("x", 1.5), "E_INPUT"},
        {append("x", "three"), "E_INPUT"},
    };
    for (const auto& [arguments, code] : cases) {
      const Answer answer = appended(service, arguments);
      EXPECT_EQ(answer.code, code) << arguments;
      if (answer.code == "E_SIZE_MISMATCH") {
        EXPECT_EQ(answer.content["error"]["expected"], Json({{"size", 3}}));
      }
    }
    EXPECT_EQ(arena.state(), before);
  });
}

TEST(AppendFile, OtherObjectsAreRefused) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "named", "one");
    fs::create_hard_link(arena.root() / "named", arena.root() / "twice");
    fs::create_symlink("ok.txt", arena.root() / "link");
    fs::create_symlink("../outside/new", arena.root() / "dangling");
    put(arena.root() / ".envrc", "one");
    Service service(arena, way);
    const std::string before = arena.state();
    const std::pair<const char*, const char*> cases[] = {
        {"twice", "E_HARDLINK"},       {"link", "E_SYMLINK"},     {"dangling", "E_SYMLINK"},
        {"dir", "E_IS_DIR"},           {".", "E_IS_DIR"},         {"missing", "E_NOT_FOUND"},
        {"no/file", "E_NO_PARENT"},    {".envrc", "E_PROTECTED"}, {"ok.txt/x", "E_NOT_DIR"},
        {".mcp-stage/x", "E_RESERVED"}};
    for (const auto& [path, code] : cases) {
      EXPECT_EQ(appended(service, append("x", nullptr, path)).code, code) << path;
    }
    const Answer missing = appended(service, append("x", nullptr, "missing"));
    EXPECT_NE(missing.message.dump().find("write_file"), std::string::npos);
    Json bad = append("AA=");
    bad["encoding"] = "base64";
    EXPECT_EQ(appended(service, bad).code, "E_ENCODING");
    EXPECT_EQ(arena.state(), before);
  });
}

TEST(AppendFile, Limits) {
  in_each_era([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "12345");
    Service service(arena, way, {.arguments = {"--max-write=10", "--quota=9"}});
    EXPECT_EQ(appended(service, append("123456")).code, "E_TOO_LARGE");
    EXPECT_EQ(appended(service, append("12345678901")).code, "E_TOO_LARGE");
    EXPECT_EQ(content_of(arena.root() / "a"), "12345");
    // Calls that fail, and repeated ones, use nothing of the quota.
    EXPECT_TRUE(appended(service, append("12345", 5)).ok());
    EXPECT_EQ(appended(service, append("12345", 5)).code, "E_QUOTA");
    EXPECT_EQ(appended(service, append("1234", 1)).code, "E_SIZE_MISMATCH");
    put(arena.root() / "b", "");
    EXPECT_TRUE(appended(service, append("1234", nullptr, "b")).ok());
    EXPECT_EQ(appended(service, append("1", nullptr, "b")).code, "E_QUOTA");
  });
}

TEST(AppendFile, IsNotOfferedReadOnly) {
  in_each_era([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "one");
    Service service(arena, way, {.arguments = {"--read-only"}});
    EXPECT_EQ(appended(service, append("x")).code, "-32602");
    EXPECT_EQ(content_of(arena.root() / "a"), "one");
  });
}

TEST(AppendFile, WaitsForALockOnlyForAWhile) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "one");
    Service service(arena, way);
    {
      const Descriptor other(::open((arena.root() / "a").c_str(), O_RDWR | O_CLOEXEC));
      ASSERT_EQ(::flock(other.get(), LOCK_EX), 0);
      const Answer answer = appended(service, append("x"));
      EXPECT_EQ(answer.code, "E_BUSY");
      EXPECT_EQ(answer.content["error"]["retryable"], true);
      EXPECT_EQ(content_of(arena.root() / "a"), "one");
    }
    EXPECT_TRUE(appended(service, append("x")).ok());
  });
}

// Two servers append to one file: each call is complete and is found once.
TEST(AppendFile, TwoAtOnce) {
  const Arena arena(Scratch::Where::memory);
  put(arena.root() / "a", "");
  Service one(arena, {"program", Way::Kind::confined, Era::modern});
  Service other(arena, {"program", Way::Kind::confined, Era::legacy});
  const int count = iterations(200);
  for (int i = 0; i < count; ++i) {
    const int first = one.peer().start_tool("append_file", append("one\n"));
    const int second = other.peer().start_tool("append_file", append("two\n"));
    EXPECT_TRUE(one.peer().wait_answer(first).ok());
    EXPECT_TRUE(other.peer().wait_answer(second).ok());
  }
  const std::string text = content_of(arena.root() / "a");
  ASSERT_EQ(text.size(), static_cast<std::size_t>(count) * 8);
  std::ptrdiff_t ones = 0;
  for (std::size_t at = 0; at < text.size(); at += 4) {
    const std::string line = text.substr(at, 4);
    EXPECT_TRUE(line == "one\n" || line == "two\n") << line;
    ones += line == "one\n";
  }
  EXPECT_EQ(ones, count);
}

// A racer exchanges the file, or its directory, for a link to outside.
TEST(AppendFile, RacerExchangesNamesForLinks) {
  in_each_way([](Way way) {
    for (const auto& [path, name, target] :
         {std::tuple("parent/a", "parent", "../outside"), std::tuple("a", "a", "../outside/a")}) {
      SCOPED_TRACE(path);
      const Arena arena(Scratch::Where::memory);
      put(arena.root() / path, "");
      put(arena.outside() / "a", secret);
      fs::create_symlink(target, arena.root() / "spare");
      const std::string outside = tree_state(arena.outside());
      Service service(arena, way);
      {
        const Racer racer([&] { exchange(arena.root() / name, arena.root() / "spare"); });
        for (int i = 0; i < iterations(300); ++i) {
          appended(service, append("x", nullptr, path));
        }
      }
      EXPECT_EQ(tree_state(arena.outside()), outside);
      put_right(arena.root() / name, arena.root() / "spare");
      EXPECT_TRUE(appended(service, append("x", nullptr, path)).ok());
    }
  });
}

TEST(AppendFile, FullDiskChangesNothing) {
  Scratch scratch;
  const fs::path root = scratch / "root";
  fs::create_directory(root);
  PrivateMounts mounts;
  mounts.memory(root, "size=1m");
  if (!mounts.refused().empty()) GTEST_SKIP() << mounts.refused();
  put(root / "a", "one");
  for (const Era era : {Era::modern, Era::legacy}) {
    ServerProcess server({.arguments = command_line(root)});
    Peer peer(server, era);
    const Answer answer =
        peer.call("append_file", append(std::string(std::size_t{2} << 20, 'x'), 3));
    EXPECT_EQ(answer.code, "E_NO_SPACE");
    EXPECT_EQ(answer.content["error"]["retryable"], true);
    EXPECT_EQ(content_of(root / "a"), "one");
    EXPECT_TRUE(peer.call("append_file", append("", 3)).ok());
  }
}

// After a failed sync the bytes may be lost, and a later sync would not report that.
TEST(AppendFile, FailedSyncTakesTheBytesBack) {
  const Arena arena;
  put(arena.root() / "a", "one");
  ServerProcess server(
      {.arguments = command_line(arena.root(), {"--no-landlock"}), .environment = traceable()});
  Peer peer(server, Era::modern);
  EXPECT_TRUE(peer.call("file_info", {{"path", "a"}}).ok());
  Strace strace(server.pid(), {"trace=fsync", "inject=fsync:error=EIO:when=1"});
  if (!strace.refused().empty()) GTEST_SKIP() << strace.refused();
  EXPECT_EQ(peer.call("append_file", append("two", 3)).code, "E_IO");
  EXPECT_EQ(content_of(arena.root() / "a"), "one");
  strace.detach();
  EXPECT_TRUE(peer.call("append_file", append("two", 3)).ok());
  EXPECT_EQ(content_of(arena.root() / "a"), "onetwo");
}

const Json yes{{"action", "accept"}, {"content", {{"approve", true}}}};

TEST(AppendFile, NeedsApprovalWhereWritesDo) {
  for (const char* approve : {"--approve=all", "--approve=overwrite"}) {
    const Arena arena;
    put(arena.root() / "a", "one");
    ServerProcess server({.arguments = command_line(arena.root(), {approve})});
    Peer peer(server, Era::legacy, {{"elicitation", Json::object()}});
    for (const bool approved : {false, true}) {
      const int id = peer.start_tool("append_file", append("two"));
      const Json question = peer.next_told();
      EXPECT_EQ(question["params"]["message"], "Append 3 bytes to a file of 3 bytes?\nFile: \"a\"");
      EXPECT_EQ(content_of(arena.root() / "a"), "one");
      const Json reply = approved ? yes : Json({{"action", "decline"}});
      peer.send({{"jsonrpc", "2.0"}, {"id", question["id"]}, {"result", reply}});
      EXPECT_EQ(peer.wait_answer(id).code, approved ? "" : "E_DENIED");
      EXPECT_EQ(content_of(arena.root() / "a"), approved ? "onetwo" : "one");
    }
  }
}

// The approval was for a file of that size.
TEST(AppendFile, FileThatGrowsAfterTheQuestion) {
  const Arena arena;
  put(arena.root() / "a", "one");
  ServerProcess server({.arguments = command_line(arena.root(), {"--approve=all"})});
  Peer peer(server, Era::modern, {{"elicitation", {{"form", Json::object()}}}});
  Json params{{"name", "append_file"}, {"arguments", append("two")}};
  const Answer asked = to_answer(peer.request("tools/call", params));
  ASSERT_EQ(asked.code, "asked");
  put(arena.root() / "a", "one and more");
  params["requestState"] = asked.message["result"]["requestState"];
  const Json questions = asked.message["result"]["inputRequests"];
  for (const auto& [key, question] : questions.items()) params["inputResponses"][key] = yes;
  EXPECT_EQ(to_answer(peer.request("tools/call", params)).code, "asked");
  EXPECT_EQ(content_of(arena.root() / "a"), "one and more");
}

}  // namespace
}  // namespace mcp::test::append_test
