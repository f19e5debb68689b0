#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "support/peer.hpp"
#include "support/scratch.hpp"
#include "workspace.hpp"

namespace mcp::test {

/// A workspace `root`, and beside it directories that the tools must not reach: `outside`, and
/// `root_evil`, whose name begins like the root's.
class Arena {
 public:
  explicit Arena(Scratch::Where where = Scratch::Where::disk);

  std::filesystem::path root() const { return scratch_ / "root"; }
  std::filesystem::path outside() const { return scratch_ / "outside"; }
  /// The state of all files, to check that nothing was changed.
  std::string state() const { return tree_state(scratch_.path()); }

 private:
  Scratch scratch_;
};

inline constexpr const char* secret = "the text that must not get out";

/// How a test reaches the tools: in the program, with or without Landlock, or in this process, with
/// or without openat2.
struct Way {
  enum class Kind { confined, unconfined, openat2, walking };
  const char* name;
  Kind kind;
  Era era;
};

/// Options of the server.
struct Serving {
  files::Symlinks symlinks = files::Symlinks::refuse;
  std::vector<std::string> arguments = {};  ///< More arguments for the program.
  std::size_t history = 0;                  ///< How many changes can be undone.
};

/// A server for a workspace, and a client of it.
class Service {
 public:
  Service(const Arena& arena, Way way, Serving serving = {});
  ~Service();

  Peer& peer() { return *peer_; }
  /// Sends a line unchanged, valid or not.
  void send(std::string_view line) { lines_->send(line); }

 private:
  const Way way_;
  std::unique_ptr<Lines> lines_;
  std::unique_ptr<Peer> peer_;
};

/// Runs a test once in each way.
void in_each_way(const std::function<void(Way)>& test);
/// Runs a test with the program only, once in each era.
void in_each_era(const std::function<void(Way)>& test);

/// The command line for a workspace. Without `--history` in `more`, no change can be undone: most
/// tests expect that nothing is left in the stage.
std::vector<std::string> command_line(const std::filesystem::path& root,
                                      std::vector<std::string> more = {});

/// The arguments of the tool's simplest call on a path.
Json plain_arguments(const std::string& tool, const std::string& path);

/// Writes to a path in every mode, and expects that all fail and change nothing.
void expect_no_write(Peer& peer, const std::string& path, const std::function<void()>& unchanged);

}  // namespace mcp::test
