#pragma once

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "support/eventually.hpp"
#include "support/raw_client.hpp"

namespace mcp::test {

/// Makes a certificate for localhost and its key. False: there is no openssl command.
inline bool make_certificate(const std::string& certificate, const std::string& key) {
  const std::string command =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 "
      "-subj /CN=localhost -keyout " +
      key + " -out " + certificate + " 2>/dev/null";
  return std::system(command.c_str()) == 0;
}

/// A client that accepts any certificate.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int newest = 0)
      : socket_(port), context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    SSL_CTX_set_security_level(context_.get(), 0);
    if (newest != 0) SSL_CTX_set_max_proto_version(context_.get(), newest);
    ssl_.reset(SSL_new(context_.get()));
    const timeval limit{std::chrono::duration_cast<std::chrono::seconds>(patience).count(), 0};
    ::setsockopt(socket_.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    SSL_set_fd(ssl_.get(), socket_.descriptor());
  }

  bool shake_hands() { return SSL_connect(ssl_.get()) == 1; }
  std::string version() const { return SSL_get_version(ssl_.get()); }
  bool send(std::string_view bytes) {
    return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
  }
  bool read_until(std::string_view text) {
    while (read_.find(text) == read_.npos) {
      std::array<char, 4096> bytes;
      const int count = SSL_read(ssl_.get(), bytes.data(), bytes.size());
      if (count <= 0) return false;
      read_.append(bytes.data(), static_cast<std::size_t>(count));
    }
    return true;
  }
  void say_goodbye() { SSL_shutdown(ssl_.get()); }
  RawClient& socket() { return socket_; }

 private:
  RawClient socket_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
  std::string read_;
};

}  // namespace mcp::test
