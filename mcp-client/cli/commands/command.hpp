#pragma once

#include <functional>

#include "session.hpp"
#include "settings.hpp"

namespace CLI {
class App;
}

namespace mcp::cli {

/// A command that is ready to run. It returns the exit code of the program, and throws Misuse and
/// Error. The files in this folder each add subcommands to the app; parsing the command line sets
/// `chosen` to the one that the user gave.
using Command = std::function<int(Session& session, const Settings& settings)>;

/// A command that makes its own connections, or none. Otherwise like Command.
using StandaloneCommand = std::function<int(const Settings& settings)>;

/// A standalone command that SIGINT and SIGTERM cancel.
StandaloneCommand with_signals(
    std::function<int(const Settings& settings, const SignalStop& signals)> command);

/// A standalone command whose server may be named: it gets the settings with the server of that
/// name (see configurations/configured_server.hpp).
StandaloneCommand with_server(StandaloneCommand command);

}  // namespace mcp::cli
