#pragma once

#include <boost/beast/http.hpp>

#include "bytes/base64.hpp"

/// Checks of a request's head.
namespace mcp::http {

/// The head of a request, as Beast has parsed it.
using RequestFields = boost::beast::http::request_header<>;

/// False: two programs could read the head as different requests (request smuggling), so it must be
/// rejected. Spec: RFC 9112 sections 3.2 and 6.1.
inline bool is_unambiguous(const RequestFields& head) {
  using boost::beast::http::field;
  const bool new_enough = head.version() >= 11;
  const auto encodings = head.count(field::transfer_encoding);
  if (encodings == 0) return !new_enough || head.count(field::host) == 1;
  return new_enough && encodings == 1 && head.count(field::host) == 1 &&
         boost::beast::iequals(head[field::transfer_encoding], "chunked");
}

/// Whether a request that asks for a WebSocket has the key that it needs, which Beast does not
/// check. Spec: RFC 6455 section 4.1.
inline bool has_websocket_key(const RequestFields& head) {
  using boost::beast::http::field;
  constexpr std::size_t size = 16;
  const auto given = head[field::sec_websocket_key];
  const auto key = from_base64({given.data(), given.size()});
  return key && key->size() == size;
}

/// Whether the client waits for `100 Continue` before it sends the body. Spec: RFC 9110 section
/// 10.1.1.
inline bool expects_continue(const RequestFields& head) {
  using boost::beast::http::field;
  return head.version() >= 11 && boost::beast::iequals(head[field::expect], "100-continue");
}

/// The status of the response to a request that could not be read; 0 when the client is gone.
inline int status_of(const boost::system::error_code& code) {
  using boost::beast::http::error;
  if (code == error::header_limit || code == error::buffer_overflow) return 431;
  if (code == error::body_limit) return 413;
  const bool gone = code == error::end_of_stream || code == error::partial_message ||
                    code.category() != boost::beast::http::make_error_code(error{}).category();
  return gone ? 0 : 400;
}

}  // namespace mcp::http
