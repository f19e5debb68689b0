#include "http_server/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <stdexcept>

namespace mcp::http {
namespace {

std::runtime_error unusable(const std::string& file, const std::string& why,
                            const boost::system::error_code& error) {
  return std::runtime_error("`" + file + "` " + why + ": " + error.message());
}

bool belongs_to_another_certificate(const boost::system::error_code& error) {
  const auto code = static_cast<unsigned long>(error.value());
  return ERR_GET_LIB(code) == ERR_LIB_X509 && ERR_GET_REASON(code) == X509_R_KEY_VALUES_MISMATCH;
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
  if (error) {
    throw unusable(options.tls_certificate, "is not a TLS certificate in PEM format", error);
  }
  context->use_private_key_file(options.tls_key, asio::ssl::context::pem, error);
  if (belongs_to_another_certificate(error)) {
    throw unusable(options.tls_key, "is not the key of `" + options.tls_certificate + '`', error);
  }
  if (error) throw unusable(options.tls_key, "is not a private key in PEM format", error);
  return context;
}

}  // namespace mcp::http
