#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mcp/json.hpp"
#include "support/eventually.hpp"
#include "support/scratch.hpp"
#include "support/server_process.hpp"

namespace mcp::test::command_test {

inline const std::string program = MCP_BINARY_DIR "/mcp-client";
inline const std::string feature_server = MCP_BINARY_DIR "/feature-server";
inline const std::string mcp_server = MCP_BINARY_DIR "/mcp-server";

using Words = std::vector<std::string>;

struct Outcome {
  int exit = -1;
  std::string out;
  std::string errors;
};

inline Outcome outcome_of(ServerProcess& process) {
  Outcome outcome;
  while (const auto line = process.read_line()) outcome.out += *line + '\n';
  outcome.exit = process.wait_exit().value_or(-1);
  outcome.errors = process.errors();
  return outcome;
}

/// A home directory and a project in it, where mcp-client is run.
class Commands : public testing::Test {
 protected:
  Commands() { std::filesystem::create_directories(project()); }

  std::filesystem::path project() const { return home_.path() / "project"; }
  void put(const std::string& file, const Json& json) const {
    test::put(home_.path() / file, to_text(json));
  }
  Launch launch(Words words, std::function<void()> in_child = {}) const {
    return {.arguments = std::move(words),
            .program = program,
            .environment = {{"HOME", home_.path().string()},
                            {"XDG_CONFIG_HOME", (home_.path() / ".config").string()},
                            {"TERM", "xterm"},
                            {"NO_COLOR", ""}},
            .in_child = [folder = project().string(), in_child = std::move(in_child)] {
              if (::chdir(folder.c_str()) != 0) ::_exit(99);
              if (in_child) in_child();
            }};
  }
  Outcome run(Words words) const {
    ServerProcess process(launch(std::move(words)));
    process.close_input();
    return outcome_of(process);
  }
  /// Without the names of directories of this test, and without times.
  std::string stable(Json json) const {
    for (auto& server : json.is_object() ? json["servers"] : json) {
      if (server.is_object() && server.contains("check") && server["check"]["ok"] == true) {
        EXPECT_GE(server["check"]["milliseconds"], 0);
        server["check"]["milliseconds"] = 0;
      }
    }
    if (json.is_object() && json["servers"].is_null()) json.erase("servers");
    std::string text = json.dump(2) + '\n';
    for (const auto& [directory, name] : {std::pair{home_.path().string(), "HOME"},
                                          std::pair{std::string(MCP_BINARY_DIR), "BIN"}}) {
      for (auto at = text.find(directory); at != text.npos; at = text.find(directory)) {
        text.replace(at, directory.size(), name);
      }
    }
    return text;
  }
  void expect_golden(const std::string& name, const std::string& text) const {
    const std::string file = MCP_SOURCE_DIR "/tests/client/golden/" + name + ".json";
    if (::getenv("MCP_UPDATE_GOLDEN")) test::put(file, text);
    EXPECT_EQ(text, content_of(file)) << name;
  }

  const Scratch home_;
};

/// A pseudo-terminal.
class Terminal {
 public:
  Terminal() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    EXPECT_EQ(::grantpt(master_.get()), 0);
    EXPECT_EQ(::unlockpt(master_.get()), 0);
    EXPECT_EQ(::ptsname_r(master_.get(), name_, sizeof name_), 0);
    ::fcntl(master_.get(), F_SETFL, O_NONBLOCK);
  }

  /// For in_child: it becomes standard input, standard error and, if wanted, standard output.
  void attach(bool output) const {
    ::setsid();
    const int slave = ::open(name_, O_RDWR);
    ::dup2(slave, STDIN_FILENO);
    ::dup2(slave, STDERR_FILENO);
    if (output) ::dup2(slave, STDOUT_FILENO);
  }
  void type(std::string_view text) const {
    EXPECT_EQ(::write(master_.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  /// Waits until the terminal has shown the text. False on timeout.
  bool shows(const std::string& text) {
    return eventually([&] {
      char piece[4096];
      ssize_t got = 0;
      while ((got = ::read(master_.get(), piece, sizeof piece)) > 0) {
        shown_.append(piece, static_cast<std::size_t>(got));
      }
      return shown_.find(text) != shown_.npos;
    });
  }
  const std::string& shown() const { return shown_; }

 private:
  Descriptor master_;
  char name_[64] = {};
  std::string shown_;
};

}  // namespace mcp::test::command_test
