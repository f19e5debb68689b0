#pragma once

#include <boost/beast/http.hpp>

#include <string_view>

namespace mcp::http {

/// The head of a request, as Beast has parsed it.
using RequestFields = boost::beast::http::request_header<>;

/// False: several readers of one connection could take it for different requests, and it is to be
/// refused. Spec: RFC 9112 sections 3.2 and 6.1.
bool is_unambiguous(const RequestFields& head);
/// Whether the client waits to be told to send the body. Spec: RFC 9110 section 10.1.1.
bool expects_continue(const RequestFields& head);

/// The status that tells a client why its request could not be read; 0 when the client is gone.
int status_of(const boost::system::error_code& error);

}  // namespace mcp::http
