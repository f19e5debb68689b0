#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "configurations/finder.hpp"
#include "configurations/server_entry.hpp"
#include "mcp/client/client.hpp"
#include "runtime/signal_stop.hpp"
#include "settings.hpp"

namespace mcp::cli {

/// A server to connect to, for a command over several servers.
struct ServerTarget {
  ServerEntry entry;         ///< Names it; for the command line's own server only its name is set.
  ServerSettings settings;   ///< Empty when there is a `problem`.
  std::string problem = {};  ///< Why its entry cannot be used.
};

/// A connection to one of them.
struct ServerVisit {
  std::size_t number;
  Client& client;
  CallOptions call;                             ///< For its requests.
  std::chrono::steady_clock::time_point begun;  ///< When connecting began.
};

/// The enabled servers of a catalogue that may be connected to. Without `with_projects`, those of
/// project files are left out and counted in `skipped`: whoever wrote the project wrote their
/// commands, and their addresses may name variables of the user's environment.
std::vector<ServerTarget> targets_in(const ServerCatalog& catalog, bool with_projects,
                                     std::size_t& skipped);

/// The server that the command line names (with --server, --url or a command), or those of --config
/// or of all known files. A file that the user names counts as his own.
std::vector<ServerTarget> server_targets(const Settings& settings, bool with_projects,
                                         std::size_t& skipped);

/// Connects to each server, at most `at_once` at a time, and calls `use`, on several threads.
/// Returns for each server what went wrong, or an empty text. A server has 20 seconds, or
/// --timeout, to connect and for each request. Throws Error with `request_cancelled` when a signal
/// cancels it.
std::vector<std::string> visit_servers(const std::vector<ServerTarget>& targets,
                                       const Settings& settings, const SignalStop& signals,
                                       std::size_t at_once,
                                       const std::function<void(const ServerVisit&)>& use);

}  // namespace mcp::cli
