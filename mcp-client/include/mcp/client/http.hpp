#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mcp/client/channel.hpp"
#include "mcp/client/token_provider.hpp"

namespace mcp {

/// When a stream that ended is reopened: after the server's `retry` time, by default one second.
/// The delay doubles for each attempt in a row that received no event.
struct Reconnection {
  /// Minimum delay, even when the server's `retry` is shorter.
  std::chrono::milliseconds shortest = std::chrono::milliseconds(500);
  /// Maximum delay, unless the server's `retry` is longer.
  std::chrono::milliseconds longest = std::chrono::minutes(1);
  /// A stream that was open for at least this long counts as one that received an event.
  std::chrono::milliseconds steady = std::chrono::seconds(5);
};

/// The transports over HTTP.
enum class HttpTransport {
  automatic,   ///< Streamable HTTP; HTTP+SSE for a server that has only that.
  streamable,  ///< Streamable HTTP, since 2025-03-26.
  sse,         ///< HTTP+SSE, of 2024-11-05. Deprecated.
};

/// Where a server is, and how to reach it.
struct HttpTarget {
  std::string url;  ///< Of the MCP endpoint, or of an HTTP+SSE stream; http or https.
  /// Sent with every request, for example {"Authorization", "Bearer ..."}.
  std::vector<std::pair<std::string, std::string>> headers = {};
  /// Time limit for connecting, and for the server to accept a message that needs no response.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  /// Limits on one response, and on one event of a stream.
  MessageLimits limits = {};
  /// PEM file of the certificates to trust instead of the system's. The server's certificate is
  /// always verified.
  std::string ca_file = {};
  Reconnection reconnection = {};
  /// Gives the requests their credentials. Ignored when `headers` has an `Authorization`. Empty: a
  /// server that demands authorization fails the request.
  std::shared_ptr<TokenProvider> tokens = {};
  HttpTransport transport = HttpTransport::automatic;
};

/// A channel to a server over Streamable HTTP, in either era, or over HTTP+SSE. A failure concerns
/// only the call that it happens to: an invalid response fails it with `protocol_violation`, a
/// broken connection with `connection_closed`. When the server ends the session, the channel opens
/// a new one, up to three times within half a minute. `close` takes up to three seconds when the
/// server does not respond.
/// With `automatic`, HTTP+SSE is used when the server rejects the POST of `initialize` with HTTP
/// 400, 404 or 405 and without a JSON-RPC response, and a GET opens a stream that begins with an
/// `endpoint` event. Over HTTP+SSE all messages of the server arrive on that stream: when it
/// breaks, the channel closes. Its endpoint must have the origin of the URL. Headers are sent to
/// the URL's own origin only: a redirect to another origin is not followed. The environment names
/// the proxies (`https_proxy`, `no_proxy`...); loopback requests bypass them. Throws Error with
/// `invalid_params` when the URL or a header is invalid. Spec: 2026-07-28
/// basic/transports/streamable-http; 2025-11-25 and 2024-11-05 basic/transports.
std::unique_ptr<Channel> over_http(HttpTarget target);

}  // namespace mcp
