#include <arpa/inet.h>
#include <curl/curl.h>
#include <netdb.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "doctor/steps/step.hpp"
#include "http/loopback.hpp"
#include "mcp/error.hpp"
#include "text/ascii.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr std::size_t most_addresses = 8;

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  std::string copy = text;
  curl_free(text);
  return copy;
}

/// A lookup that goes on in a thread of the C library. It is leaked when it does not end in time,
/// because that thread still uses it.
struct Lookup {
  std::string host;
  std::string port;
  addrinfo hints{};
  gaicb request{};

  Lookup(const UrlParts& url) : host(url.host), port(std::to_string(url.port)) {
    hints.ai_socktype = SOCK_STREAM;
    request.ar_name = host.c_str();
    request.ar_service = port.c_str();
    request.ar_request = &hints;
  }
};

std::string numeric(const sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = {};
  if (address->sa_family == AF_INET) {
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, text,
                sizeof text);
  } else {
    ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, text,
                sizeof text);
  }
  return text;
}

void copy_addresses(const addrinfo* found, std::vector<Address>& addresses) {
  for (; found && addresses.size() < most_addresses; found = found->ai_next) {
    if (found->ai_family != AF_INET && found->ai_family != AF_INET6) continue;
    const auto* bytes = reinterpret_cast<const unsigned char*>(found->ai_addr);
    addresses.push_back({.family = found->ai_family,
                         .text = numeric(found->ai_addr),
                         .bytes = {bytes, bytes + found->ai_addrlen}});
  }
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// The list of hosts that need no proxy, as curl reads it.
bool needs_no_proxy(const std::string& host) {
  std::string list = variable("no_proxy");
  if (list.empty()) list = variable("NO_PROXY");
  list = ',' + list + ',';
  if (list == ",*,") return true;
  for (std::size_t at = 0; (at = host.find_first_of('.', at)) != std::string::npos; ++at) {
    if (list.find(',' + host.substr(at) + ',') != std::string::npos) return true;
    if (list.find(',' + host.substr(at + 1) + ',') != std::string::npos) return true;
  }
  return list.find(',' + host + ',') != std::string::npos;
}

}  // namespace

UrlParts parse_url(const std::string& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), &curl_url_cleanup);
  UrlParts parts;
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) == CURLUE_OK) {
    parts.scheme = ascii::lower(part(parsed.get(), CURLUPART_SCHEME));
    parts.host = part(parsed.get(), CURLUPART_HOST);
    parts.port = std::atoi(part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT).c_str());
    parts.path = part(parsed.get(), CURLUPART_PATH);
  }
  if ((parts.scheme != "http" && parts.scheme != "https") || parts.host.empty()) {
    throw Error(ErrorCode::invalid_params, "`" + url + "` is not an http or https URL");
  }
  const std::string port = part(parsed.get(), CURLUPART_PORT);
  parts.origin = parts.scheme + "://" + parts.host + (port.empty() ? "" : ':' + port);
  if (parts.host.starts_with('[')) parts.host = parts.host.substr(1, parts.host.size() - 2);
  return parts;
}

std::string proxy_of(const UrlParts& url) {
  if (http::is_loopback(url.host) || needs_no_proxy(url.host)) return {};
  const std::vector<const char*> names =
      url.is_tls()
          ? std::vector<const char*>{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}
          : std::vector<const char*>{"http_proxy", "all_proxy", "ALL_PROXY"};
  for (const char* name : names) {
    if (std::string value = variable(name); !value.empty()) return name;
  }
  return {};
}

Step look_up(const UrlParts& url, Milliseconds patience, std::vector<Address>& addresses) {
  Step step{.id = "dns", .title = "Addresses of " + url.host};
  auto lookup = std::make_unique<Lookup>(url);
  gaicb* requests[] = {&lookup->request};
  const auto began = std::chrono::steady_clock::now();
  if (::getaddrinfo_a(GAI_NOWAIT, requests, 1, nullptr) == 0) {
    const gaicb* waited[] = {&lookup->request};
    const timespec limit{patience.count() / 1000, (patience.count() % 1000) * 1'000'000};
    ::gai_suspend(waited, 1, &limit);
  }
  step.took = std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - began);
  const int result = ::gai_error(&lookup->request);
  if (result == EAI_INPROGRESS && ::gai_cancel(&lookup->request) != EAI_CANCELED) {
    (void)lookup.release();
  }
  if (result == 0) {
    copy_addresses(lookup->request.ar_result, addresses);
    ::freeaddrinfo(lookup->request.ar_result);
  }
  if (addresses.empty()) {
    step.status = Step::Status::failed;
    step.detail = result == EAI_INPROGRESS ? "no answer in time" : ::gai_strerror(result);
    step.advice = "Check the host name in the URL, and this machine's name servers.";
    return step;
  }
  for (const auto& address : addresses) {
    step.detail += (step.detail.empty() ? "" : ", ") + address.text;
  }
  return step;
}

}  // namespace mcp::cli::doctor
