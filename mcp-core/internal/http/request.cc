#include "mcp/http_exchange.hpp"
#include "text/ascii.hpp"

namespace mcp::http {

const std::string* Request::header(std::string_view name) const {
  for (const Header& each : headers) {
    if (ascii::same(each.name, name)) return &each.value;
  }
  return nullptr;
}

}  // namespace mcp::http
