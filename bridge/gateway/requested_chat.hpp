#pragma once

#include <boost/beast/http.hpp>

#include <cstdint>
#include <optional>
#include <string>

#include "bridge/gateway/dialect.hpp"

namespace mcp::bridge {

/// The chat and the dialect that a client requests with its WebSocket upgrade.
struct RequestedChat {
  const Dialect* dialect = nullptr;
  std::string dialect_name = {};  ///< "native", "gateway" or "project"
  std::string project = {};       ///< Empty: not given.
  std::string locale = {};        ///< Empty: not given.
  std::string session = {};       ///< Empty: a new one.
  std::string user_agent = {};
  std::string epoch = {};
  std::optional<std::uint64_t> last_seq = {};
};

/// The subprotocol of the native dialect.
inline constexpr const char* native_protocol = "mcp-bridge.v1";

RequestedChat requested_chat(
    const boost::beast::http::request<boost::beast::http::string_body>& upgrade);

}  // namespace mcp::bridge
