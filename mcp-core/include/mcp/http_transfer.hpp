#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/http_exchange.hpp"

namespace mcp::http {

/// The response of a transfer.
struct TransferReply {
  ResponseHead head = {};
  std::string body = {};
  /// Not 0: the body has so many bytes, and `Transfer::read` returns them instead of `body`.
  std::uint64_t streamed_bytes = 0;
};

/// A request whose body, or whose response, is too large for memory: a listener passes both in
/// pieces. Its functions are called one after the other, by several threads. They may wait for the
/// disk, but not for the client.
class Transfer {
 public:
  virtual ~Transfer() = default;

  /// Called when the head of the request has arrived. Empty: continue; otherwise the response, and
  /// the body is not read.
  virtual std::optional<TransferReply> begin() = 0;
  /// Handles the next bytes of the body. Empty: continue; otherwise the response, and the rest of
  /// the body is not read. If the client disconnects, the bytes that arrived before are handled,
  /// and nothing is called any more.
  virtual std::optional<TransferReply> receive(std::string_view bytes) = 0;
  /// Called when the whole body has arrived; the response.
  virtual TransferReply respond() = 0;
  /// The next bytes of the response. Empty: they cannot be read; the connection is closed early, so
  /// that the client notices.
  virtual std::string read() = 0;
};

}  // namespace mcp::http
