#pragma once

#include "http_server/byte_stream.hpp"
#include "http_server/http_server_options.hpp"

namespace mcp::http {

/// The TLS context of these options; null when they have neither certificate nor key. Throws
/// std::runtime_error when they are not usable.
ByteStream::TlsContext tls_context(const HttpServerOptions& options);

}  // namespace mcp::http
