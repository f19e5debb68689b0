// read_file with PDF files: what it returns, and files that are made to harm.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <regex>

#include "hostile/arena.hpp"
#include "pdf_text/sandbox.hpp"
#include "support/server_process.hpp"

namespace mcp::test::pdf_test {
namespace {

namespace fs = std::filesystem;

/// A PDF whose pages show these ASCII texts. `more` are objects, the first is number 4; the trailer
/// gets `trailer`.
std::string pdf(const std::vector<std::string>& pages, const std::string& more = "",
                const std::string& trailer = "") {
  std::string kids;
  std::string objects;
  int number = 100;
  for (const auto& text : pages) {
    const std::string stream = "BT /F 12 Tf 50 700 Td (" + text + ") Tj ET";
    const std::string page = std::to_string(number);
    kids += page + " 0 R ";
    objects += page + " 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents " +
               std::to_string(number + 1) + " 0 R/Resources<</Font<</F 3 0 R>>>>>> endobj\n" +
               std::to_string(number + 1) + " 0 obj <</Length " + std::to_string(stream.size()) +
               ">> stream\n" + stream + "\nendstream endobj\n";
    number += 2;
  }
  return "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[" +
         kids + "]/Count " + std::to_string(pages.size()) +
         ">> endobj\n3 0 obj "
         "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj\n" +
         more + objects + "trailer <</Root 1 0 R " + trailer + ">>\n";
}

std::vector<std::string> numbered(int count) {
  std::vector<std::string> pages;
  for (int i = 1; i <= count; ++i) pages.push_back("page " + std::to_string(i));
  return pages;
}

Answer read(Service& service, Json arguments) {
  arguments["path"] = "a.pdf";
  return service.peer().call("read_file", std::move(arguments));
}

std::string shown(const Answer& answer) {
  std::string all;
  for (const Json& item : answer.message["result"]["content"]) {
    all += item.value("text", "") + '|';
  }
  return all;
}

TEST(Pdf, IsReadPageByPage) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a.pdf", pdf(numbered(3)));
    Service service(arena, way);
    Answer answer = read(service, Json::object());
    ASSERT_TRUE(answer.ok()) << answer.message;
    EXPECT_EQ(answer.content["text"], "page 1\fpage 2\fpage 3");
    EXPECT_EQ(answer.content["pages"], "1-3");
    EXPECT_EQ(answer.content["pageCount"], 3);
    EXPECT_EQ(answer.content["mimeType"], "application/pdf");
    EXPECT_FALSE(answer.content.contains("nextPage"));
    EXPECT_EQ(shown(answer), "[Page 1 of 3:]|page 1|[Page 2 of 3:]|page 2|[Page 3 of 3:]|page 3|");
    answer = read(service, {{"pages", "2"}});
    EXPECT_EQ(answer.content["text"], "page 2");
    EXPECT_EQ(answer.content["nextPage"], 3);
    EXPECT_EQ(shown(answer),
              "[Page 2 of 3:]|page 2|[To go on, call read_file with pages \"3-\".]|");
    EXPECT_EQ(read(service, {{"pages", "2-9"}}).content["pages"], "2-3");
    EXPECT_EQ(read(service, {{"pages", "3-"}}).content["text"], "page 3");
    for (const char* pages : {"0", "4", "3-2", "-1", "", "a", "1-2-3", "1,2", " 1",
                              "99999999999999999999", "18446744073709551615-"}) {
      EXPECT_EQ(read(service, {{"pages", pages}}).code, "E_INPUT") << pages;
    }
    EXPECT_EQ(read(service, {{"pages", "1"}, {"tail", 1}}).code, "E_INPUT");
    EXPECT_EQ(read(service, {{"encoding", "utf8"}, {"maxBytes", 4}}).content["text"], "%PDF");
    put(arena.root() / "a.pdf", "text");
    EXPECT_EQ(read(service, {{"pages", "1"}}).code, "E_INPUT");
  });
}

TEST(Pdf, HasLimitsOfPagesAndBytes) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a.pdf", pdf(numbered(21)));
    Service service(arena, way);
    Answer answer = read(service, Json::object());
    EXPECT_EQ(answer.content["pages"], "1-20");
    EXPECT_EQ(answer.content["nextPage"], 21);
    answer = read(service, {{"maxBytes", 12}});
    EXPECT_EQ(answer.content["text"], "page 1\fpage 2");
    EXPECT_EQ(answer.content["nextPage"], 3);
    answer = read(service, {{"maxBytes", 11}});
    EXPECT_EQ(answer.content["text"], "page 1");
    EXPECT_FALSE(answer.content.contains("truncated"));
    answer = read(service, {{"maxBytes", 4}});
    EXPECT_EQ(answer.content["text"], "page");
    EXPECT_EQ(answer.content["truncated"], true);
    EXPECT_EQ(answer.content["nextPage"], 2);
    put(arena.root() / "a.pdf", pdf({"caf\\351"}));
    EXPECT_EQ(read(service, {{"maxBytes", 4}}).content["text"], "caf");
    EXPECT_EQ(read(service, {{"maxBytes", 5}}).content["text"], "caf\xC3\xA9");
    put(arena.root() / "a.pdf", pdf({""}));
    EXPECT_EQ(shown(read(service, Json::object())), "[Page 1 of 1 has no text.]|");
  });
}

TEST(Pdf, ThatCannotBeReadSaysWhy) {
  in_each_way([](Way way) {
    const Arena arena;
    const std::string good = pdf(numbered(1));
    const std::string key(32, 'x');
    const std::string locked =
        pdf(numbered(1),
            "4 0 obj <</Filter/Standard/V 1/R 2/P -4/O(" + key + ")/U(" + key + ")>> endobj\n",
            "/Encrypt 4 0 R/ID[(a)(a)]");
    const std::pair<std::string, const char*> cases[] = {
        {locked, "E_ENCRYPTED"},
        {"%PDF-", "E_DAMAGED"},
        {"%PDF-1.7\n" + std::string(100'000, '\xFF'), "E_DAMAGED"},
        {good.substr(0, 40), "E_DAMAGED"},
    };
    Service service(arena, way);
    for (const auto& [content, code] : cases) {
      put(arena.root() / "a.pdf", content);
      EXPECT_EQ(read(service, Json::object()).code, code) << content.substr(0, 100);
    }
    put(arena.root() / "a.pdf", good);
    EXPECT_TRUE(read(service, Json::object()).ok());
  });
}

// A page that draws itself, tables of pages that contain themselves, numbers beyond all limits.
TEST(Pdf, ThatIsHostileDoesNotHarmTheServer) {
  in_each_way([](Way way) {
    const Arena arena;
    const std::string form =
        "4 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>"
        "/Length 5>> stream\n/X Do\nendstream endobj\n";
    std::string circle = pdf(numbered(1));
    circle.replace(circle.find("/Kids[100"), 9, "/Kids[2  ");
    std::string many = pdf(numbered(1));
    many.replace(many.find("/Count 1"), 8, "/Count 999999999");
    std::string deep =
        pdf(numbered(1), "4 0 obj " + std::string(500'000, '[') + " endobj\n", "/Info 4 0 R");
    const std::string contents[] = {pdf(numbered(2), form), circle, many, deep,
                                    pdf({std::string(100'000, '(')})};
    Service service(arena, way);
    for (const auto& content : contents) {
      put(arena.root() / "a.pdf", content);
      const Answer answer = read(service, Json::object());
      EXPECT_NE(answer.code, "none") << content.substr(0, 300);
      EXPECT_TRUE(service.peer().call("file_info", {{"path", "a.pdf"}}).ok());
    }
    put(arena.root() / "a.pdf", pdf(numbered(1)));
    EXPECT_EQ(read(service, Json::object()).content["text"], "page 1");
  });
}

TEST(Pdf, ThatIsTooLargeIsALink) {
  in_each_era([](Way way) {
    const Arena arena;
    put(arena.root() / "a.pdf", pdf(numbered(1)));
    Service service(arena, way);
    const fs::path file = arena.root() / "a.pdf";
    ASSERT_EQ(::truncate(file.c_str(), (off_t{64} << 20) + 1), 0);
    const Answer answer = read(service, Json::object());
    ASSERT_TRUE(answer.ok()) << answer.message;
    EXPECT_EQ(answer.message["result"]["content"][1]["type"], "resource_link");
    EXPECT_EQ(read(service, {{"pages", "1"}}).code, "E_TOO_LARGE");
  });
}

TEST(PdfSandbox, HasLimits) {
  std::array<int, 2> hold{};
  std::array<int, 2> ready{};
  ASSERT_EQ(::pipe(hold.data()), 0);
  ASSERT_EQ(::pipe(ready.data()), 0);
  const pid_t process = ::fork();
  char byte = 'x';
  if (process == 0) {
    ::close(hold[1]);
    pdf_text::enter_sandbox();
    ::_exit(::write(ready[1], &byte, 1) == 1 && ::read(hold[0], &byte, 1) == 0 ? 0 : 1);
  }
  ::close(ready[1]);
  EXPECT_EQ(::read(ready[0], &byte, 1), 1);
  const std::pair<__rlimit_resource, rlim_t> limits[] = {{RLIMIT_CPU, 10},
                                                         {RLIMIT_AS, rlim_t{1} << 30},
                                                         {RLIMIT_FSIZE, 0},
                                                         {RLIMIT_CORE, 0},
                                                         {RLIMIT_NOFILE, 16}};
  for (const auto& [resource, most] : limits) {
    rlimit limit{};
    EXPECT_EQ(::prlimit(process, resource, nullptr, &limit), 0);
    if (!sanitized || resource != RLIMIT_AS) {
      EXPECT_EQ(limit.rlim_max, most);
    }
  }
  for (const int fd : {hold[0], hold[1], ready[0]}) ::close(fd);
  int status = -1;
  ::waitpid(process, &status, 0);
  EXPECT_EQ(status, 0);
}

/// Runs `probe` in a process that has entered the sandbox; whether it returned true.
bool holds_in_sandbox(bool (*probe)()) {
  const pid_t process = ::fork();
  if (process == 0) {
    pdf_text::enter_sandbox();
    ::_exit(probe() ? 0 : 1);
  }
  int status = -1;
  ::waitpid(process, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(PdfSandbox, LeavesNothingToReach) {
  if (sanitized) GTEST_SKIP() << "sanitizers need more system calls";
  EXPECT_TRUE(holds_in_sandbox([] { return ::socket(AF_INET, SOCK_STREAM, 0) < 0; }));
  EXPECT_TRUE(holds_in_sandbox([] { return ::socket(AF_UNIX, SOCK_STREAM, 0) < 0; }));
  EXPECT_TRUE(holds_in_sandbox([] { return ::fork() < 0; }));
  EXPECT_TRUE(holds_in_sandbox([] { return ::kill(::getppid(), 0) < 0; }));
  EXPECT_TRUE(holds_in_sandbox([] { return ::execl("/bin/true", "true", nullptr) < 0; }));
  EXPECT_TRUE(holds_in_sandbox([] { return ::open("/etc/passwd", O_RDONLY) < 0; }));
  EXPECT_TRUE(holds_in_sandbox([] { return ::open("/tmp", O_RDONLY | O_DIRECTORY) < 0; }));
  EXPECT_TRUE(holds_in_sandbox([] { return ::open("/tmp/new", O_WRONLY | O_CREAT, 0600) < 0; }));
  EXPECT_TRUE(holds_in_sandbox([] { return ::fchmod(STDIN_FILENO, 0600) < 0; }));
  EXPECT_TRUE(holds_in_sandbox([] { return ::truncate("/tmp/missing", 0) < 0 && errno == EPERM; }));
}

/// The processes that this one started, and those that they started.
std::vector<pid_t> children_of(pid_t process) {
  std::vector<pid_t> all;
  const std::string id = std::to_string(process);
  std::ifstream list("/proc/" + id + "/task/" + id + "/children");
  for (pid_t child = 0; list >> child;) all.push_back(child);
  return all;
}

/// 20 pages, each of which takes more than a second.
std::string slow_pdf() {
  std::string content = "BT /F 12 Tf 50 700 Td (slow) Tj ET q ";
  while (content.size() < 60'000'000) content += "1 0 0 1 0 0 cm ";
  const std::string stream = "4 0 obj <</Length " + std::to_string(content.size()) + ">> stream\n" +
                             content + "\nendstream endobj\n";
  const std::string pages = std::regex_replace(
      pdf(numbered(20), "HERE"), std::regex("/Contents [0-9]+ 0 R"), "/Contents 4 0 R");
  const std::size_t at = pages.find("HERE");
  return pages.substr(0, at) + stream + pages.substr(at + 4);
}

TEST(Pdf, ThatIsSlowIsReturnedInPart) {
  if (sanitized) GTEST_SKIP() << "one page takes longer than all may take";
  const Arena arena(Scratch::Where::memory);
  put(arena.root() / "a.pdf", slow_pdf());
  Service service(arena, {"program", Way::Kind::confined, Era::modern});
  const Answer answer = read(service, Json::object());
  ASSERT_TRUE(answer.ok()) << answer.message;
  EXPECT_GT(answer.content["nextPage"], 1);
  EXPECT_LT(answer.content["nextPage"], 20);
  EXPECT_TRUE(answer.content["text"].get<std::string>().starts_with("slow"));
}

// When the call is cancelled, the program ends.
TEST(Pdf, ThatIsSlowIsCancelled) {
  const Arena arena(Scratch::Where::memory);
  put(arena.root() / "a.pdf", slow_pdf());
  ServerProcess server({.arguments = command_line(arena.root())});
  Peer peer(server, Era::modern);
  const auto launchers = children_of(server.pid());
  ASSERT_EQ(launchers.size(), 1U);
  const int id = peer.start_tool("read_file", {{"path", "a.pdf"}});
  std::vector<pid_t> programs;
  for (int calls = 0; calls < 100'000 && programs.empty(); ++calls) {
    EXPECT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
    programs = children_of(launchers[0]);
  }
  ASSERT_EQ(programs.size(), 1U);
  const Descriptor program(static_cast<int>(::syscall(SYS_pidfd_open, programs[0], 0)));
  ASSERT_TRUE(program);
  peer.notify("notifications/cancelled", {{"requestId", id}});
  pollfd ended{program.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&ended, 1, 5000), 1);
  EXPECT_TRUE(peer.call("file_info", {{"path", "ok.txt"}}).ok());
}

// The process that starts the program has no file of the server but its socket, and ends with it.
TEST(Pdf, LauncherHasNothingAndEndsWithTheServer) {
  const Arena arena;
  put(arena.root() / "a.pdf", pdf(numbered(1)));
  ServerProcess server({.arguments = command_line(arena.root())});
  Peer peer(server, Era::modern);
  const auto launchers = children_of(server.pid());
  ASSERT_EQ(launchers.size(), 1U);
  const fs::path process = "/proc/" + std::to_string(launchers[0]);
  std::size_t open_files = 0;
  for (const auto& entry : fs::directory_iterator(process / "fd")) {
    const std::string target = fs::read_symlink(entry.path());
    EXPECT_TRUE(target == "/dev/null" || target.starts_with("socket:")) << target;
    ++open_files;
  }
  EXPECT_EQ(open_files, 4U);
  // Signals to all processes of a terminal do not stop it.
  ASSERT_EQ(::kill(launchers[0], SIGINT), 0);
  EXPECT_TRUE(peer.call("read_file", {{"path", "a.pdf"}}).ok());
  server.close_input();
  EXPECT_EQ(server.wait_exit(), 0);
  EXPECT_FALSE(fs::exists(process));
}

TEST(Pdf, ServerOutlivesTheLauncher) {
  const Arena arena;
  put(arena.root() / "a.pdf", pdf(numbered(1)));
  ServerProcess server({.arguments = command_line(arena.root())});
  Peer peer(server, Era::legacy);
  const auto launchers = children_of(server.pid());
  ASSERT_EQ(launchers.size(), 1U);
  ASSERT_EQ(::kill(launchers[0], SIGKILL), 0);
  EXPECT_EQ(peer.call("read_file", {{"path", "a.pdf"}}).code, "E_IO");
  EXPECT_TRUE(peer.call("read_file", {{"path", "ok.txt"}}).ok());
  server.close_input();
  EXPECT_EQ(server.wait_exit(), 0);
}

}  // namespace
}  // namespace mcp::test::pdf_test
