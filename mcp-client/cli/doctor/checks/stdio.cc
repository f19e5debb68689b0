#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/peer.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr std::string_view not_utf8 = "bytes that are not UTF-8";
constexpr Milliseconds prompt_exit{2000};

Outcome only_messages(const Evidence& evidence) {
  Faults faults("only JSON-RPC messages on standard output, each on one line");
  for (const auto& [name, exchange] : evidence.all()) {
    for (const auto& text : exchange->garbage) {
      if (text != not_utf8) faults.add(name + ": " + quoted(text));
    }
  }
  return faults.outcome();
}

Outcome utf8(const Evidence& evidence) {
  Faults faults("messages in UTF-8");
  for (const auto& [name, exchange] : evidence.all()) {
    for (const auto& text : exchange->garbage) {
      if (text == not_utf8) faults.add(name);
    }
  }
  return faults.outcome();
}

Outcome no_requests(const Evidence& evidence) {
  Faults faults("no requests of the server");
  for (const auto& [name, exchange] : evidence.all()) {
    for (const auto& message : exchange->others) {
      if (is_request(message) && !view_in(message, "method").starts_with("notifications/")) {
        faults.add(quoted(message));
      }
    }
  }
  return faults.outcome();
}

Outcome exits(const Evidence& evidence) {
  if (!evidence.exit_time) return skipped("not tried");
  if (*evidence.exit_time >= Milliseconds(0) && *evidence.exit_time <= prompt_exit) return passed();
  const std::string actual = *evidence.exit_time < Milliseconds(0)
                                 ? "it still runs"
                                 : std::to_string(evidence.exit_time->count()) + " ms";
  return failed("the program exits within " + std::to_string(prompt_exit.count()) +
                    " ms after its input has ended",
                actual);
}

constexpr Check checks[] = {
    {"stdio.only-messages",
     "Standard output has only messages",
     Level::must,
     Over::stdio,
     {"basic/transports/stdio", "", "basic.transports.stdio-05"},
     {"basic/transports", "stdio", "basic.transports-06"},
     "Write logs to standard error.",
     only_messages},
    {"stdio.utf8",
     "Messages are UTF-8",
     Level::must,
     Over::stdio,
     {"basic/transports/index", "Messages", "basic.transports-01"},
     {"basic/transports", "", "basic.transports-01"},
     "Encode the output as UTF-8.",
     utf8},
    {"stdio.no-requests",
     "The server sends no requests",
     Level::must,
     Over::stdio,
     {"basic/transports/stdio", "Receiving Messages", "basic.transports.stdio-10"},
     {},
     "Request input with a result of the type `input_required`.",
     no_requests},
    {"stdio.exits",
     "The program exits when its input ends",
     Level::should,
     Over::stdio,
     {"basic/transports/stdio", "Shutdown", "basic.transports.stdio-14"},
     {"basic/lifecycle", "Shutdown", ""},
     "Exit when standard input ends: otherwise hosts must kill the program.",
     exits},
};

}  // namespace

std::span<const Check> stdio_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
