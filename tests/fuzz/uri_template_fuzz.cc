// Any template is accepted or rejected, and matching any URI against it terminates.

#include "catalog/uri_template.hpp"
#include "fuzz.hpp"

void fuzz(std::string_view input) {
  const auto space = input.find(' ');
  if (space == std::string_view::npos || input.size() > 300) return;
  const auto parsed = mcp::UriTemplate::parse(input.substr(0, space));
  if (parsed) (void)parsed->match(input.substr(space + 1));
}
