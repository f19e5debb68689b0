// Whatever an `endpoint` event of an HTTP+SSE stream names, the client's messages go to the origin
// of the stream, with its user and password; and the URL resolves to itself.

#include "fuzz.hpp"
#include "http/sse_endpoint.hpp"

void fuzz(std::string_view input) {
  using mcp::http::client::resolve_endpoint;
  const auto url = resolve_endpoint("http://user:word@host.example:8080/a/sse?x=1", input);
  if (!url) return;
  require(url->starts_with("http://user:word@host.example:8080/"));
  require(url->find('#') == url->npos);
  const auto again = resolve_endpoint(*url, *url);
  require(!again || *again == *url);
}
