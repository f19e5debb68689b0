#include "http/guard.hpp"

#include <algorithm>

#include "http/authority.hpp"
#include "text/ascii.hpp"

namespace mcp::http {
namespace {

/// An authority in lower case, for comparisons.
struct Address {
  std::string host;
  std::string port;

  bool operator==(const Address&) const = default;
};

std::optional<Address> lower_authority(std::string_view text) {
  const auto authority = parse_authority(text);
  if (!authority) return std::nullopt;
  return Address{ascii::lower(authority->host), std::string(authority->port)};
}

bool is_allowed_host(const std::string& host, const EndpointOptions& options) {
  return is_own_name(host) || std::ranges::any_of(options.allowed_hosts, [&](const auto& allowed) {
           return allowed == "*" || ascii::lower(allowed) == host;
         });
}

/// A page's origin: RFC 6454 section 4.
struct Origin {
  std::string scheme;
  Address authority;

  bool operator==(const Origin&) const = default;
};

Address with_port(Address authority, std::string_view scheme) {
  if (!authority.port.empty()) return authority;
  if (scheme == "http") authority.port = "80";
  if (scheme == "https") authority.port = "443";
  return authority;
}

// RFC 6454 section 7; `null` is not accepted.
std::optional<Origin> to_origin(std::string_view text) {
  const auto end = text.find("://");
  if (end == text.npos || end == 0) return std::nullopt;
  const std::string scheme = ascii::lower(text.substr(0, end));
  const auto authority = lower_authority(text.substr(end + 3));
  if (!authority) return std::nullopt;
  return Origin{scheme, with_port(*authority, scheme)};
}

// Whether the page comes from the address of the request. Behind a proxy that terminates TLS the
// origin has `https` although the request does not; but over TLS, an origin with `http` differs.
bool is_same(const Origin& origin, const Address& host, const Request& request) {
  const bool known = origin.scheme == "https" || (origin.scheme == "http" && !request.is_tls);
  return known && origin.authority == with_port(host, origin.scheme);
}

bool is_allowed_origin(const Origin& origin, const EndpointOptions& options) {
  return std::ranges::any_of(options.allowed_origins, [&](const std::string& allowed) {
    return allowed == "*" || to_origin(allowed) == origin;
  });
}

Refusal forbidden(const std::string& what, const std::string& value) {
  return {403, Error(ErrorCode::invalid_request,
                     "The " + what + " `" + value.substr(0, 256) +
                         "` is not allowed to call this server; whoever runs it can allow it: "
                         "mcp-server has --allowed-" +
                         what)};
}

std::string_view media_type(std::string_view value) {
  return ascii::trimmed(value.substr(0, value.find(';')));
}

bool is_any_of(std::string_view range, std::string_view type) {
  if (range == "*/*" || ascii::same(range, type)) return true;
  const auto slash = type.find('/') + 1;
  return range.size() == slash + 1 && range.back() == '*' &&
         ascii::same(range.substr(0, slash), type.substr(0, slash));
}

// RFC 9110 section 12.5.1, without weights: q-values are ignored; no known client sends `q=0`.
bool accepts(std::string_view accept, std::string_view type) {
  while (true) {
    const auto comma = accept.find(',');
    if (is_any_of(media_type(accept.substr(0, comma)), type)) return true;
    if (comma == accept.npos) return false;
    accept.remove_prefix(comma + 1);
  }
}

// A list may be spread over several headers: RFC 9110 section 5.3.
std::optional<std::string> accepted(const Request& request) {
  std::optional<std::string> all;
  for (const Header& header : request.headers) {
    if (!ascii::same(header.name, "Accept")) continue;
    all = all ? *all + ',' + header.value : header.value;
  }
  return all;
}

Refusal not_acceptable(const std::string& what) {
  return {406, Error(ErrorCode::invalid_request, "`Accept` must list " + what)};
}

}  // namespace

std::optional<Refusal> check_origin(const Request& request, const EndpointOptions& options) {
  const std::string* host = request.header("Host");
  const auto addressed = host ? lower_authority(*host) : std::nullopt;
  if (host && (!addressed || !is_allowed_host(addressed->host, options))) {
    return forbidden("host", *host);
  }
  const std::string* value = request.header("Origin");
  if (!value) return std::nullopt;
  const auto origin = to_origin(*value);
  const bool same = origin && addressed && is_same(*origin, *addressed, request);
  if (!origin || (!same && !is_allowed_origin(*origin, options))) {
    return forbidden("origin", *value);
  }
  return std::nullopt;
}

bool is_origin(std::string_view text) {
  return to_origin(text).has_value();
}

std::optional<Refusal> check_post_content(const Request& request) {
  const std::string* type = request.header("Content-Type");
  if (!type || !ascii::same(media_type(*type), "application/json")) {
    return Refusal{415,
                   Error(ErrorCode::invalid_request, "`Content-Type` must be application/json")};
  }
  const bool any =
      takes_type(request, "application/json") || takes_type(request, "text/event-stream");
  if (!any) return not_acceptable("application/json and text/event-stream");
  return std::nullopt;
}

bool takes_type(const Request& request, std::string_view type) {
  const auto accept = accepted(request);
  return !accept || accepts(*accept, type);
}

std::optional<Refusal> check_get_content(const Request& request) {
  const auto accept = accepted(request);
  if (accept && accepts(*accept, "text/event-stream")) return std::nullopt;
  return not_acceptable("text/event-stream");
}

std::optional<Refusal> check_repeated(const Request& request) {
  constexpr std::string_view single[] = {
      "Host",       "Origin",   "Authorization",        "Content-Type",  "Mcp-Session-Id",
      "Mcp-Method", "Mcp-Name", "MCP-Protocol-Version", "Last-Event-ID", "Content-Length",
  };
  for (const auto name : single) {
    const auto count = std::ranges::count_if(
        request.headers, [&](const Header& header) { return ascii::same(header.name, name); });
    if (count < 2) continue;
    return Refusal{400, Error(ErrorCode::header_mismatch,
                              "The header `" + std::string(name) + "` is sent more than once")};
  }
  return std::nullopt;
}

}  // namespace mcp::http
