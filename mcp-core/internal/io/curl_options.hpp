#pragma once

#include <curl/curl.h>
#include <fcntl.h>

#include <string>

#include "http/loopback.hpp"

/// What all our uses of libcurl have in common. For the files that include libcurl anyway.
namespace mcp {

/// CURLOPT_SOCKOPTFUNCTION: programs that this one starts must not keep its connections open.
inline int close_on_exec(void*, curl_socket_t socket, curlsocktype) {
  ::fcntl(socket, F_SETFD, FD_CLOEXEC);
  return CURL_SOCKOPT_OK;
}

/// Whether the URL leads to this machine, where no proxy is wanted.
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
