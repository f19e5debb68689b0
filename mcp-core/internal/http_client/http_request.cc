#include "http_client/http_request.hpp"

#include "text/ascii.hpp"

namespace mcp::http::client {

std::string ResponseHead::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

std::string ResponseHead::content_type() const {
  const std::string value = header("content-type");
  return ascii::lower(ascii::trimmed(std::string_view(value).substr(0, value.find(';'))));
}

}  // namespace mcp::http::client
