#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mcp/client/channel.hpp"

namespace mcp {

/// When a stream that ended is opened again: after the time that the server asked for (`retry`), by
/// default one second, and after twice that for each attempt in a row that brought no event.
struct Reconnection {
  std::chrono::milliseconds shortest = std::chrono::milliseconds(500);  ///< Whatever was asked for.
  std::chrono::milliseconds longest =
      std::chrono::minutes(1);  ///< Unless the server asks for more.
  /// A stream that was open for so long counts as one that brought an event.
  std::chrono::milliseconds steady = std::chrono::seconds(5);
};

/// Where a server is, and how to reach it.
struct HttpTarget {
  std::string url;  ///< Of the MCP endpoint; http or https.
  /// Sent along with every request, such as {"Authorization", "Bearer ..."}.
  std::vector<std::pair<std::string, std::string>> headers = {};
  /// How long a connection may take to come about, and the server to take in what needs no answer.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  /// Bounds on one answer, and on one event of a stream.
  MessageLimits limits = {};
  /// Certificates to trust instead of the system's, as a file of PEM. Certificates are always
  /// checked.
  std::string ca_file = {};
  Reconnection reconnection = {};
};

/// A server over Streamable HTTP, in whichever era the messages are. What fails concerns only the
/// call that it happens to: an answer that is no answer is an Error with `protocol_violation`, a
/// connection that breaks one with `connection_closed`. A session that the server ends is begun
/// anew up to three times within half a minute. `close` takes up to three seconds when the server
/// does not react. Headers are sent to the URL's own origin only: a redirect that leads elsewhere
/// is not followed. Proxies are those of the environment (`https_proxy`, `no_proxy`...), and none
/// for servers on this machine. Throws Error with `invalid_params` when the URL or a header makes
/// no sense. Spec: 2026-07-28 basic/transports/streamable-http; 2025-11-25 basic/transports.
std::unique_ptr<Channel> over_http(HttpTarget target);

}  // namespace mcp
