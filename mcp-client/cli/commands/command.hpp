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

/// The same for a command that makes its connections itself.
using StandaloneCommand = std::function<int(const Settings& settings, const SignalStop& signals)>;

}  // namespace mcp::cli
