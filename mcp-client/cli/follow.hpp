#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "session.hpp"
#include "settings.hpp"

namespace mcp::cli {

/// Which notifications to print, how, and when to end.
struct Following {
  /// Whether to print a notification, which is {"method", "params"}.
  std::function<bool(const Json& notification)> wanted;
  /// One line of text without its end; with --json the notification itself is printed.
  std::function<std::string(const Json& notification)> text;
  std::size_t count = 0;  ///< How many to print; 0: until a signal.
};

/// Prints notifications of the server, each on a line of its own as soon as it comes, until there
/// were `count` or a signal comes. `begin` makes the server send them and may throw Error. A
/// server that no longer responds ends it with an Error. Returns the exit code.
int follow(Session& session, const Settings& settings, const Following& following,
           const std::function<void()>& begin);

}  // namespace mcp::cli
