#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>

#include <memory>

#include "doctor/steps/step.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr int soon_days = 14;

template <class Object, void (*release)(Object*)>
struct Releases {
  void operator()(Object* object) const { release(object); }
};
using Context = std::unique_ptr<SSL_CTX, Releases<SSL_CTX, SSL_CTX_free>>;
using Connection = std::unique_ptr<SSL, Releases<SSL, SSL_free>>;
using Certificate = std::unique_ptr<X509, Releases<X509, X509_free>>;

bool is_address(const std::string& host) {
  unsigned char bytes[16];
  return ::inet_pton(AF_INET, host.c_str(), bytes) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

void expect_host(SSL* connection, const std::string& host) {
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host.c_str());
    return;
  }
  SSL_set_tlsext_host_name(connection, host.c_str());
  SSL_set1_host(connection, host.c_str());
}

// The handshake goes on with an invalid certificate, so that it can be explained.
bool shake_hands(SSL* connection, int socket, Milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    const int result = SSL_connect(connection);
    if (result == 1) return true;
    const int wanted = SSL_get_error(connection, result);
    const auto left =
        std::chrono::duration_cast<Milliseconds>(deadline - std::chrono::steady_clock::now());
    if ((wanted != SSL_ERROR_WANT_READ && wanted != SSL_ERROR_WANT_WRITE) || left.count() <= 0) {
      return false;
    }
    pollfd ready{socket, static_cast<short>(wanted == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT), 0};
    ::poll(&ready, 1, static_cast<int>(left.count()));
  }
}

std::string one_line_name(X509_NAME* name) {
  char text[300] = {};
  X509_NAME_oneline(name, text, sizeof text - 1);
  const std::string all = text;
  const auto common = all.find("/CN=");
  if (common == all.npos) return all.empty() ? "without a name" : all;
  return all.substr(common + 4, all.find('/', common + 4) - common - 4);
}

int days_left(const X509* certificate) {
  int days = 0;
  int seconds = 0;
  ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate));
  return days;
}

struct Explanation {
  std::string detail;
  std::string advice;
};

Explanation explain(long problem, const std::string& host) {
  switch (problem) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {"the certificate has expired", "Renew the certificate of the server."};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {"the certificate is not valid yet", "Check the clock of this machine."};
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return {"the certificate is self-signed", "Give the certificate with --ca-file FILE."};
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return {"the issuer of the certificate is not trusted",
              "Send the intermediate certificates, too; or give the issuer with --ca-file FILE."};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return {"the certificate is not for " + host,
              "Use the name in the certificate, or get one for this name."};
    default:
      return {X509_verify_cert_error_string(problem), "Replace the certificate of the server."};
  }
}

void describe(Step& step, SSL* connection, const std::string& host) {
  const Certificate certificate(SSL_get1_peer_certificate(connection));
  step.detail = SSL_get_version(connection);
  if (!certificate) return;
  const int days = days_left(certificate.get());
  step.detail += ", certificate for " + one_line_name(X509_get_subject_name(certificate.get())) +
                 ", issued by " + one_line_name(X509_get_issuer_name(certificate.get()));
  if (days >= 0) step.detail += ", valid for " + std::to_string(days) + " more days";
  if (const long problem = SSL_get_verify_result(connection); problem != X509_V_OK) {
    const Explanation explanation = explain(problem, host);
    step.status = Step::Status::failed;
    step.detail = explanation.detail + " (" + step.detail + ")";
    step.advice = explanation.advice;
  } else if (days < soon_days) {
    step.status = Step::Status::warning;
    step.advice = "Renew the certificate soon.";
  }
}

}  // namespace

Step secure(const UrlParts& url, int socket, const std::string& ca_file, Milliseconds patience) {
  Step step{.id = "tls", .title = "TLS with " + url.host};
  const auto began = std::chrono::steady_clock::now();
  const Context context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  if (ca_file.empty()) {
    SSL_CTX_set_default_verify_paths(context.get());
  } else {
    SSL_CTX_load_verify_locations(context.get(), ca_file.c_str(), nullptr);
  }
  const Connection connection(SSL_new(context.get()));
  expect_host(connection.get(), url.host);
  SSL_set_fd(connection.get(), socket);
  ERR_clear_error();
  if (shake_hands(connection.get(), socket, patience)) {
    describe(step, connection.get(), url.host);
  } else {
    const unsigned long error = ERR_get_error();
    const char* reason = error != 0 ? ERR_reason_error_string(error) : nullptr;
    step.status = Step::Status::failed;
    step.detail = std::string("no TLS connection: ") + (reason ? reason : "no answer in time");
    step.advice = "Check that the port speaks TLS; if it does not, use http://.";
  }
  step.took = std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - began);
  return step;
}

}  // namespace mcp::cli::doctor
