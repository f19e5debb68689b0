#include "http/guard.hpp"

#include <algorithm>

#include "text/ascii.hpp"

namespace mcp::http {
namespace {

bool is_port(std::string_view text) {
  return text.empty() ||
         (text.front() == ':' && text.find_first_not_of("0123456789", 1) == text.npos);
}

// `name`, `name:port`, `[address]:port` -> name or address. Nothing when there is more to it: what
// looks like a name of ours must not be the beginning of another.
std::optional<std::string> host_name(std::string_view authority) {
  authority = ascii::trimmed(authority);
  const bool is_address = authority.starts_with('[');
  const auto end = authority.find(is_address ? ']' : ':');
  if (is_address && end == authority.npos) return std::nullopt;
  const auto rest = end == authority.npos ? "" : authority.substr(is_address ? end + 1 : end);
  if (!is_port(rest)) return std::nullopt;
  return ascii::lower(is_address ? authority.substr(1, end - 1) : authority.substr(0, end));
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

bool is_allowed(const std::string& host, const EndpointOptions& options) {
  return is_loopback(host) || std::ranges::any_of(options.allowed_hosts, [&](const auto& allowed) {
           return allowed == "*" || ascii::lower(allowed) == host;
         });
}

// Spec: RFC 6454 section 7; `null` is nobody's origin.
std::optional<std::string> origin_host(std::string_view origin) {
  const auto scheme = origin.find("://");
  if (scheme == origin.npos || scheme == 0) return std::nullopt;
  return host_name(origin.substr(scheme + 3));
}

Refusal forbidden(const std::string& what, const std::string& value) {
  return {403, Error(ErrorCode::invalid_request,
                     what + " `" + value.substr(0, 256) + "` is not allowed to call this server")};
}

std::string media_type(std::string_view value) {
  return ascii::lower(ascii::trimmed(value.substr(0, value.find(';'))));
}

// RFC 9110 section 12.5.1, without weights: a type with `q=0` is nobody's practice.
bool accepts(std::string_view accept, std::string_view type) {
  const std::string_view main = type.substr(0, type.find('/'));
  while (true) {
    const auto comma = accept.find(',');
    const std::string one = media_type(accept.substr(0, comma));
    if (one == type || one == "*/*" || one == std::string(main) + "/*") return true;
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
  if (host) {
    const auto name = host_name(*host);
    if (!name || !is_allowed(*name, options)) return forbidden("The host", *host);
  }
  const std::string* origin = request.header("Origin");
  if (!origin) return std::nullopt;
  const auto name = origin_host(*origin);
  if (!name || !is_allowed(*name, options)) return forbidden("The origin", *origin);
  return std::nullopt;
}

std::optional<Refusal> check_post_content(const Request& request) {
  const std::string* type = request.header("Content-Type");
  if (!type || media_type(*type) != "application/json") {
    return Refusal{415,
                   Error(ErrorCode::invalid_request, "`Content-Type` must be application/json")};
  }
  const auto accept = accepted(request);
  const bool both =
      !accept || (accepts(*accept, "application/json") && accepts(*accept, "text/event-stream"));
  if (!both) return not_acceptable("both application/json and text/event-stream");
  return std::nullopt;
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
                              "The header `" + std::string(name) + "` is there more than once")};
  }
  return std::nullopt;
}

}  // namespace mcp::http
