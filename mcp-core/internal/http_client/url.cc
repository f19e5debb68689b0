#include "http_client/url.hpp"

#include <curl/curl.h>

#include <memory>

#include "text/ascii.hpp"

namespace mcp::http::client {
namespace {

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  std::string found;
  if (curl_url_get(url, part, &text, flags) == CURLUE_OK) found = text;
  curl_free(text);
  return found;
}

}  // namespace

std::string Url::origin() const {
  const bool is_default = port == (is_https() ? "443" : "80");
  return scheme + "://" + ascii::lower(host) + (is_default ? "" : ":" + port);
}

std::optional<Url> parse_url(const std::string& text) {
  const std::unique_ptr<CURLU, void (*)(CURLU*)> url(curl_url(), curl_url_cleanup);
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return {};
  Url parts{.scheme = ascii::lower(part_of(url.get(), CURLUPART_SCHEME)),
            .host = part_of(url.get(), CURLUPART_HOST),
            .port = part_of(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT),
            .path = part_of(url.get(), CURLUPART_PATH),
            .query = part_of(url.get(), CURLUPART_QUERY),
            .has_user = !part_of(url.get(), CURLUPART_USER).empty()};
  if (parts.scheme != "http" && parts.scheme != "https") return {};
  return parts;
}

bool same_origin(const std::string& one, const std::string& other) {
  const auto url = parse_url(one);
  const auto second = parse_url(other);
  return url && second && url->origin() == second->origin();
}

}  // namespace mcp::http::client
