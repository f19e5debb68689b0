#include "http_server/tls_context.hpp"

#include <stdexcept>

namespace mcp::http {
namespace {

std::runtime_error cannot(const std::string& what, const boost::system::error_code& error) {
  return std::runtime_error(what + ": " + error.message());
}

}  // namespace

ByteStream::TlsContext tls_context(const HttpServerOptions& options) {
  if (options.tls_certificate.empty() && options.tls_key.empty()) return nullptr;
  if (options.tls_certificate.empty() || options.tls_key.empty()) {
    throw std::runtime_error("TLS needs both a certificate and a key");
  }
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                       asio::ssl::context::no_tlsv1_1);
  boost::system::error_code error;
  context->use_certificate_chain_file(options.tls_certificate, error);
  if (error) throw cannot("the TLS certificate " + options.tls_certificate, error);
  context->use_private_key_file(options.tls_key, asio::ssl::context::pem, error);
  if (error) throw cannot("the TLS key " + options.tls_key, error);
  return context;
}

}  // namespace mcp::http
