#include <utility>

#include "doctor/examination.hpp"
#include "doctor/legacy.hpp"
#include "doctor/modern.hpp"
#include "doctor/probes.hpp"
#include "doctor/stdio_peer.hpp"
#include "json/members.hpp"
#include "mcp/error.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr Milliseconds exit_patience{3000};

/// What is known of the program beside its messages.
struct ProgramNotes {
  std::size_t stderr_bytes = 0;
  std::string last_stderr = {};
  std::optional<Milliseconds> exit_time = {};
};

Milliseconds exit_time_of(StdioPeer& peer) {
  if (peer.gone()) return Milliseconds(0);
  return peer.end(exit_patience).value_or(Milliseconds(-1));
}

void note(StdioPeer& peer, ProgramNotes& notes) {
  notes.exit_time = exit_time_of(peer);
  notes.stderr_bytes += peer.stderr_bytes();
  if (!peer.last_stderr().empty()) notes.last_stderr = peer.last_stderr();
}

void examine_modern(const ChildProcess& process, const Examination& examination, Eras& eras,
                    ProgramNotes& notes) {
  StdioPeer peer(process, examination.stop);
  const ModernDialect dialect;
  Conversation talk(peer, nullptr, dialect, examination.limits());
  talk.call = examination.call;
  const bool speaks = open_modern(talk);
  eras.modern_opening = talk.opening();
  if (speaks) ask_modern(talk);
  const bool ran = !peer.gone();
  note(peer, notes);
  if (!speaks) return;
  if (ran) talk.evidence().exit_time = notes.exit_time;
  eras.modern = std::move(talk.evidence());
}

// A process is initialized only once, so each revision needs one of its own.
void negotiate(const ChildProcess& process, const Examination& examination, Evidence& evidence) {
  const auto ask = [&](const char* probe, const std::string& version) {
    if (std::chrono::steady_clock::now() >= examination.deadline) return;
    StdioPeer peer(process, examination.stop);
    const LegacyDialect dialect;
    Conversation talk(peer, nullptr, dialect, examination.limits());
    ask_version(talk, probe, version);
    for (auto& exchange : talk.evidence().probes[probe]) {
      evidence.probes[probe].push_back(std::move(exchange));
    }
  };
  for (const auto& revision : legacy_revisions().subspan(1)) {
    ask(probe::negotiate, std::string(revision.name));
  }
  ask(probe::negotiate_unknown, "1900-01-01");
}

void examine_legacy(const ChildProcess& process, const Examination& examination, Eras& eras,
                    ProgramNotes& notes) {
  StdioPeer peer(process, examination.stop);
  LegacyDialect dialect;
  Conversation talk(peer, nullptr, dialect, examination.limits());
  talk.call = examination.call;
  const bool speaks = open_legacy(talk, dialect);
  eras.legacy_opening = talk.opening();
  if (speaks) ask_legacy(talk, dialect);
  const bool ran = !peer.gone();
  note(peer, notes);
  if (!speaks) return;
  if (ran) talk.evidence().exit_time = notes.exit_time;
  negotiate(process, examination, talk.evidence());
  eras.legacy = std::move(talk.evidence());
}

Step start_step(const Eras& eras) {
  const Exchange& opening =
      eras.modern_opening.response ? eras.modern_opening : eras.legacy_opening;
  Step step{.id = "program", .title = "Program", .took = opening.took};
  if (opening.response) {
    step.detail = "it starts, and its first response arrives after " +
                  std::to_string(opening.took.count()) + " ms";
    return step;
  }
  step.status = Step::Status::failed;
  step.detail = "it sends no response: " + opening.failure;
  step.advice = "Run the command by hand; a server waits for messages on its standard input.";
  return step;
}

Step output_step(const Eras& eras) {
  Step step{.id = "stdout", .title = "Standard output", .detail = "only messages"};
  for (const auto* evidence : {&eras.modern, &eras.legacy}) {
    if (!*evidence) continue;
    for (const auto& [name, exchange] : (*evidence)->all()) {
      if (exchange->garbage.empty()) continue;
      step.status = Step::Status::warning;
      step.detail = "other text: " + exchange->garbage.front();
      step.advice = "Write logs to standard error: hosts may close the connection.";
      return step;
    }
  }
  return step;
}

Step errors_step(const ProgramNotes& notes, bool speaks) {
  Step step{.id = "stderr", .title = "Standard error"};
  step.detail = notes.stderr_bytes == 0
                    ? "nothing was written"
                    : std::to_string(notes.stderr_bytes) + " bytes, apart from the messages";
  if (!speaks && !notes.last_stderr.empty()) step.detail += ": " + notes.last_stderr;
  return step;
}

Step exit_step(const ProgramNotes& notes) {
  Step step{.id = "exit", .title = "Exit at the end of its input"};
  const Milliseconds took = notes.exit_time.value_or(Milliseconds(0));
  step.detail = "after " + std::to_string(took.count()) + " ms";
  if (took < Milliseconds(0)) {
    step.status = Step::Status::warning;
    step.detail = "the program still runs after " + std::to_string(exit_patience.count()) + " ms";
    step.advice = "End the program when its standard input ends.";
  }
  return step;
}

}  // namespace

Report examine_program(const ChildProcess& process, const Examination& examination) {
  Report report{.target = process.command.front()};
  Eras eras;
  ProgramNotes notes;
  try {
    if (examination.modern) examine_modern(process, examination, eras, notes);
    if (examination.legacy) examine_legacy(process, examination, eras, notes);
  } catch (const Error& error) {
    report.steps.push_back({.id = "program",
                            .title = "Program",
                            .status = Step::Status::failed,
                            .detail = error.what(),
                            .advice = "Check the command after `--`: its name, its path, and "
                                      "whether it may be executed."});
    return report;
  }
  const bool speaks = eras.modern || eras.legacy;
  report.steps.push_back(start_step(eras));
  if (speaks) report.steps.push_back(output_step(eras));
  report.steps.push_back(errors_step(notes, speaks));
  report.steps.push_back(exit_step(notes));
  conclude(std::move(eras), examination, report);
  return report;
}

}  // namespace mcp::cli::doctor
