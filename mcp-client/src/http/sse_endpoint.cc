#include "http/sse_endpoint.hpp"

#include <curl/curl.h>

#include <array>
#include <memory>
#include <optional>

#include "text/ascii.hpp"

namespace mcp::http::client {
namespace {

constexpr std::size_t max_endpoint_bytes = std::size_t{8} << 10;
constexpr std::size_t max_endpoint_shown = 200;

using UrlHandle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

Error invalid_endpoint(const std::string& what, std::string_view named) {
  return Error(ErrorCode::protocol_violation, "The server's `endpoint` event " + what + ": " +
                                                  std::string(named.substr(0, max_endpoint_shown)));
}

// Null when the text is not a URL.
UrlHandle parse_handle(const std::string& text) {
  UrlHandle url(curl_url(), &curl_url_cleanup);
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) url.reset();
  return url;
}

std::string part_of(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  curl_url_get(url, which, &text, flags);
  std::string copy = text ? text : "";
  curl_free(text);
  return copy;
}

bool have_same_origin(CURLU* one, CURLU* other) {
  constexpr std::array parts = {CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT};
  for (const CURLUPart each : parts) {
    const auto value = [each](CURLU* url) { return part_of(url, each, CURLU_DEFAULT_PORT); };
    if (!ascii::same(value(one), value(other))) return false;
  }
  return true;
}

// The scheme of a reference that begins with one, in lower case. RFC 3986 section 3.1.
std::optional<std::string> scheme_of(std::string_view reference) {
  const auto end = reference.find_first_of(":/?#");
  if (end == reference.npos || reference[end] != ':') return std::nullopt;
  return ascii::lower(reference.substr(0, end));
}

bool has_usable_scheme(std::string_view reference) {
  const auto scheme = scheme_of(reference);
  if (!scheme) return true;
  return (*scheme == "http" || *scheme == "https") &&
         reference.substr(scheme->size()).starts_with("://");
}

}  // namespace

Result<std::string> resolve_endpoint(const std::string& stream_url, std::string_view named) {
  const std::string reference(ascii::trimmed(named));
  if (reference.empty()) return invalid_endpoint("names no URL", named);
  if (reference.size() > max_endpoint_bytes)
    return invalid_endpoint("is larger than the limit", named);
  // libcurl reads `javascript:x` as a path.
  if (!has_usable_scheme(reference)) return invalid_endpoint("names no http or https URL", named);
  const UrlHandle stream = parse_handle(stream_url);
  const UrlHandle endpoint = parse_handle(stream_url);
  const bool resolved =
      stream && reference.find('\0') == reference.npos &&
      curl_url_set(endpoint.get(), CURLUPART_URL, reference.c_str(), 0) == CURLUE_OK;
  if (!resolved) return invalid_endpoint("names no URL", named);
  if (!have_same_origin(stream.get(), endpoint.get())) {
    return invalid_endpoint("names another origin, to which nothing is sent", named);
  }
  for (const CURLUPart each : {CURLUPART_PATH, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    const std::string value = each == CURLUPART_FRAGMENT ? "" : part_of(endpoint.get(), each);
    curl_url_set(stream.get(), each, value.empty() ? nullptr : value.c_str(), 0);
  }
  return part_of(stream.get(), CURLUPART_URL);
}

}  // namespace mcp::http::client
