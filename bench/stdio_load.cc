// Measures a server over stdio from outside: stdio_load MODE [OPTIONS] -- COMMAND ARGS. Prints one
// line of JSON. Modes: cold, sequential, pipelined, write (64 calls of 1 MiB), write-large (one
// call of 16 MiB). --era legacy|modern chooses the form of the requests; --same-core runs both
// programs on one processor.

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/json.hpp"

extern char** environ;

namespace {

using Clock = std::chrono::steady_clock;
using mcp::Json;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

[[noreturn]] void fail(const std::string& why) {
  std::fprintf(stderr, "stdio_load: %s\n", why.c_str());
  std::exit(1);
}

void pin(pid_t pid, int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  ::sched_setaffinity(pid, sizeof set, &set);
}

/// A server process and the pipes to it.
class Server {
 public:
  Server(std::vector<std::string> command, int processor) {
    int in[2];
    int out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) fail("no pipes");
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    std::vector<char*> argv;
    for (auto& word : command) argv.push_back(word.data());
    argv.push_back(nullptr);
    // The child inherits the processor that this process is pinned to.
    pin(0, processor);
    if (::posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ) != 0) {
      fail("cannot start " + command[0]);
    }
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    to_ = in[1];
    from_ = out[0];
  }

  ~Server() {
    ::close(to_);
    ::waitpid(pid_, nullptr, 0);
    ::close(from_);
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(to_, bytes.data(), bytes.size());
      if (count <= 0) fail("the server does not read");
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  /// The next line that is a response, not a notification.
  std::string_view answer() {
    while (true) {
      const auto line = next_line();
      if (line.find("\"method\":") == std::string_view::npos) return line;
    }
  }

  /// Reads once and counts the responses. Does not block when `wait` is false.
  std::size_t answers(bool wait) {
    if (!wait) {
      pollfd ready{from_, POLLIN, 0};
      if (::poll(&ready, 1, 0) != 1) return 0;
    }
    char bytes[1 << 16];
    const ssize_t count = ::read(from_, bytes, sizeof bytes);
    if (count <= 0) fail("the server is gone");
    return static_cast<std::size_t>(std::count(bytes, bytes + count, '\n'));
  }

 private:
  std::string_view next_line() {
    while (true) {
      const auto end = buffer_.find('\n', scanned_);
      if (end != std::string::npos) {
        line_ = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        scanned_ = 0;
        return line_;
      }
      scanned_ = buffer_.size();
      buffer_.resize(buffer_.size() + (1 << 16));
      const ssize_t count = ::read(from_, buffer_.data() + scanned_, 1 << 16);
      if (count <= 0) fail("the server is gone");
      buffer_.resize(scanned_ + static_cast<std::size_t>(count));
    }
  }

  pid_t pid_ = -1;
  int to_ = -1;
  int from_ = -1;
  std::string buffer_;
  std::string line_;
  std::size_t scanned_ = 0;
};

struct Options {
  std::string mode;
  bool modern = false;
  bool same_core = false;
  bool progress = false;
  int count = 0;
  std::vector<std::string> command;
};

std::string request(const Options& options, int id, const char* method, Json params) {
  if (options.modern) {
    params["_meta"]["io.modelcontextprotocol/protocolVersion"] = "2026-07-28";
    params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = Json::object();
    params["_meta"]["io.modelcontextprotocol/clientInfo"] = {{"name", "load"}, {"version", "1"}};
  }
  return mcp::to_text(Json{
             {"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}}) +
         '\n';
}

void open(Server& server, const Options& options) {
  if (options.modern) return;
  server.send(request(options, 0, "initialize",
                      {{"protocolVersion", "2025-11-25"},
                       {"capabilities", Json::object()},
                       {"clientInfo", {{"name", "load"}, {"version", "1"}}}}));
  server.answer();
  server.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
}

std::string echo_call(const Options& options, int id) {
  const std::string text(64, 'x');
  return request(options, id, "tools/call", {{"name", "echo"}, {"arguments", {{"text", text}}}});
}

void require_success(std::string_view answer) {
  if (answer.find("\"result\"") == std::string_view::npos ||
      answer.find("\"isError\":true") != std::string_view::npos) {
    fail("unexpected answer: " + std::string(answer.substr(0, 300)));
  }
}

int server_processor() {
  return 0;
}
int own_processor(const Options& options) {
  return options.same_core ? 0 : 1;
}

Json cold(const Options& options) {
  std::vector<double> times;
  for (int i = 0; i < options.count; ++i) {
    const auto begin = Clock::now();
    Server server(options.command, server_processor());
    if (options.modern) {
      server.send(request(options, 0, "server/discover", Json::object()));
      server.answer();
    } else {
      open(server, options);
    }
    times.push_back(seconds_since(begin) * 1000);
  }
  std::sort(times.begin(), times.end());
  return {{"cold_ms", times[times.size() / 2]}, {"min_ms", times.front()}};
}

Json sequential(const Options& options) {
  Server server(options.command, server_processor());
  pin(0, own_processor(options));
  open(server, options);
  for (int i = 1; i <= 2000; ++i) {
    server.send(echo_call(options, i));
    require_success(server.answer());
  }
  const std::string call = echo_call(options, 123456);
  std::vector<double> times;
  const auto begin = Clock::now();
  for (int i = 0; i < options.count; ++i) {
    const auto sent = Clock::now();
    server.send(call);
    while (server.answers(true) == 0) {
    }
    times.push_back(seconds_since(sent) * 1e6);
  }
  const double calls = options.count / seconds_since(begin);
  std::sort(times.begin(), times.end());
  return {{"calls_per_s", calls},
          {"p50_us", times[times.size() / 2]},
          {"p99_us", times[times.size() * 99 / 100]}};
}

Json pipelined(const Options& options) {
  constexpr int in_flight = 64;
  Server server(options.command, server_processor());
  pin(0, own_processor(options));
  open(server, options);
  server.send(echo_call(options, 1));
  require_success(server.answer());
  const auto begin = Clock::now();
  int sent = 0;
  int answered = 0;
  std::string batch;
  while (answered < options.count) {
    batch.clear();
    while (sent < options.count && sent - answered < in_flight) {
      batch += echo_call(options, 10 + sent++);
    }
    server.send(batch);
    answered += static_cast<int>(server.answers(true));
  }
  return {{"calls_per_s", options.count / seconds_since(begin)}};
}

std::string text_of_lines(std::size_t bytes) {
  std::string text;
  text.reserve(bytes);
  for (std::size_t i = 0; text.size() < bytes; ++i) {
    std::string line = "line " + std::to_string(i) + " ";
    line.resize(63, '.');
    text += line + '\n';
  }
  text.resize(bytes);
  return text;
}

Json write_files(const Options& options, int calls, std::size_t bytes) {
  Server server(options.command, server_processor());
  pin(0, own_processor(options));
  open(server, options);
  const std::string content = text_of_lines(bytes);
  std::vector<std::string> requests;
  for (int i = 0; i < calls; ++i) {
    Json params{{"name", "write_file"},
                {"arguments",
                 {{"path", "file" + std::to_string(::getpid()) + "-" + std::to_string(i)},
                  {"content", content}}}};
    if (options.progress) params["_meta"]["progressToken"] = i;
    requests.push_back(request(options, i + 1, "tools/call", std::move(params)));
  }
  const auto begin = Clock::now();
  for (const auto& call : requests) {
    server.send(call);
    require_success(server.answer());
  }
  const double seconds = seconds_since(begin);
  return {{"mb_per_s", static_cast<double>(calls) * static_cast<double>(bytes) / 1e6 / seconds},
          {"ms_per_call", seconds * 1000 / calls}};
}

Options parse(int argc, char** argv) {
  Options options;
  int at = 1;
  for (; at < argc && std::strcmp(argv[at], "--") != 0; ++at) {
    const std::string word = argv[at];
    if (word == "--same-core") {
      options.same_core = true;
    } else if (word == "--progress") {
      options.progress = true;
    } else if (word == "--era" && at + 1 < argc) {
      options.modern = std::string(argv[++at]) == "modern";
    } else if (word == "--count" && at + 1 < argc) {
      options.count = std::atoi(argv[++at]);
    } else {
      options.mode = word;
    }
  }
  for (++at; at < argc; ++at) options.command.emplace_back(argv[at]);
  if (options.command.empty()) fail("usage: stdio_load MODE [OPTIONS] -- COMMAND ARGS");
  return options;
}

Json measure(Options options) {
  const auto count = [&](int usual) { options.count = options.count ? options.count : usual; };
  if (options.mode == "cold") return count(21), cold(options);
  if (options.mode == "sequential") return count(20'000), sequential(options);
  if (options.mode == "pipelined") return count(60'000), pipelined(options);
  if (options.mode == "write") return count(64), write_files(options, options.count, 1 << 20);
  if (options.mode == "write-large") return write_files(options, 1, 16 << 20);
  fail("there is no mode " + options.mode);
}

}  // namespace

int main(int argc, char** argv) {
  ::signal(SIGPIPE, SIG_IGN);
  std::printf("%s\n", mcp::to_text(measure(parse(argc, argv))).c_str());
}
