#pragma once

#include <curl/curl.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include <cstdlib>
#include <new>
#include <string>

#include "http/loopback.hpp"
#include "http_client/public_address.hpp"

/// Options that all our uses of libcurl share.
namespace mcp {

/// A multi handle that keeps up to `kept_connections` idle connections. Throws std::bad_alloc.
inline CURLM* make_multi(long kept_connections) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM* multi = ready == CURLE_OK ? curl_multi_init() : nullptr;
  if (!multi) throw std::bad_alloc();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, kept_connections);
  return multi;
}

/// For the thread of a multi handle: a connection that breaks while TLS writes to it must not end
/// the process.
inline void block_sigpipe() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

/// CURLOPT_SOCKOPTFUNCTION: programs that this one starts must not keep its connections open.
inline int close_on_exec(void*, curl_socket_t socket, curlsocktype) {
  ::fcntl(socket, F_SETFD, FD_CLOEXEC);
  return CURL_SOCKOPT_OK;
}

/// CURLOPT_OPENSOCKETFUNCTION: refuses addresses that are not public. The address is checked when
/// it is used, so a name cannot change it after a check.
inline curl_socket_t open_public_socket(void*, curlsocktype, curl_sockaddr* address) {
  if (!http::client::is_public(address->addr)) return CURL_SOCKET_BAD;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// Whether the environment names a proxy, which then resolves the names of hosts.
inline bool uses_proxy() {
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    const char* value = std::getenv(name);
    if (value && *value) return true;
  }
  return false;
}

/// Whether the URL leads to this machine; such requests bypass the proxy.
inline bool leads_to_loopback(const std::string& url) {
  CURLU* parts = curl_url();
  char* host = nullptr;
  const bool loopback = curl_url_set(parts, CURLUPART_URL, url.c_str(), 0) == CURLUE_OK &&
                        curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                        http::is_loopback(host);
  curl_free(host);
  curl_url_cleanup(parts);
  return loopback;
}

}  // namespace mcp
