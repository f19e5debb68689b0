#pragma once

#include <functional>

#include "runtime/signal_stop.hpp"
#include "settings.hpp"

namespace CLI {
class App;
}

namespace mcp::cli {

/// A command that is ready to run and needs no connection to one server: it concerns the program
/// itself, or several servers. It returns the exit code of the program, and throws Misuse and
/// Error.
using LocalCommand = std::function<int(const Settings& settings, const SignalStop& signals)>;

}  // namespace mcp::cli
