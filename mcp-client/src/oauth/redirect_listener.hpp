#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "io/descriptor.hpp"
#include "io/wakeup.hpp"

namespace mcp::oauth {

/// Receives the redirect of a login on a port of 127.0.0.1. Serves several connections at once, so
/// that one that sends nothing does not delay the others; the number of connections, their time and
/// the length of a request are limited. One thread.
class RedirectListener {
 public:
  /// Null when the port is in use. `port` 0: one that is free. Throws Error.
  static std::unique_ptr<RedirectListener> on(std::uint16_t port);

  std::string uri() const;

  /// Waits for a redirect whose query is accepted, and returns the query, still encoded. Nothing
  /// when `stop` was signalled. Throws Error.
  std::optional<std::string> wait(const std::function<bool(std::string_view query)>& accepts,
                                  const Wakeup& stop);

 private:
  explicit RedirectListener(Descriptor socket) : socket_(std::move(socket)) {}

  const Descriptor socket_;
};

}  // namespace mcp::oauth
