#include "http/beast/request_rules.hpp"

namespace mcp::http {

namespace beast_http = boost::beast::http;
using beast_http::field;

bool is_unambiguous(const RequestFields& head) {
  const bool new_enough = head.version() >= 11;
  const auto encodings = head.count(field::transfer_encoding);
  if (encodings == 0) return !new_enough || head.count(field::host) == 1;
  return new_enough && encodings == 1 && head.count(field::host) == 1 &&
         boost::beast::iequals(head[field::transfer_encoding], "chunked");
}

bool expects_continue(const RequestFields& head) {
  return head.version() >= 11 && boost::beast::iequals(head[field::expect], "100-continue");
}

int status_of(const boost::system::error_code& code) {
  using beast_http::error;
  if (code == error::header_limit || code == error::buffer_overflow) return 431;
  if (code == error::body_limit) return 413;
  const bool gone = code == error::end_of_stream || code == error::partial_message ||
                    code.category() != beast_http::make_error_code(error{}).category();
  return gone ? 0 : 400;
}

}  // namespace mcp::http
