#include "commands/replay.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>

#include "exit_code.hpp"
#include "misuse.hpp"
#include "recording/serve_recording.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

struct Replay {
  std::string file;
  bool timing = false;
};

int replay(const Replay& given, const Settings& settings) {
  if (settings.server.uses_http() || !settings.server.command.empty()) {
    throw Misuse("replay is a server itself; give no --url and no command after `--`");
  }
  const Recording recording = read_recording(given.file);
  if (recording.truncated) {
    std::cerr << "mcp-client: the last line of " << safe_to_show(given.file)
              << " is incomplete and was left out\n";
  }
  serve_recording(recording, given.timing);
  return exit_code::ok;
}

}  // namespace

void add_replay_command(CLI::App& app, StandaloneCommand& chosen) {
  const auto given = std::make_shared<Replay>();
  auto* sub = app.add_subcommand(
      "replay", "Be a server over standard input and output that answers as it was recorded");
  sub->add_option("FILE", given->file, "Recording, made by `record`")->required()->type_name("");
  sub->add_flag("--timing", given->timing,
                "Send each message after the recorded time (default: at once)");
  sub->callback([&chosen, given] {
    chosen = [given](const Settings& settings) { return replay(*given, settings); };
  });
}

}  // namespace mcp::cli
