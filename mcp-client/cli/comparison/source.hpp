#pragma once

#include <string>

#include "mcp/json.hpp"
#include "runtime/signal_stop.hpp"
#include "settings.hpp"

namespace mcp::cli {

/// The snapshot of one side of `diff`: of a file with a snapshot or a recording, of a server at an
/// http or https URL, or of a server that the text, as a shell would read it, starts. Headers and
/// variables of `settings` are not sent to it. Throws Misuse and Error, which name the text.
Json snapshot_from(const std::string& text, const Settings& settings, const SignalStop& signals);

/// The snapshot of the server that `settings` names. Throws Misuse and Error.
Json snapshot_from(const Settings& settings, const SignalStop& signals);

}  // namespace mcp::cli
