// Every text is the same after encoding into a header value and decoding, and every decoded value
// can be encoded again.

#include <algorithm>

#include "fuzz.hpp"
#include "http/header_value.hpp"

void fuzz(std::string_view input) {
  using namespace mcp::http;
  const std::string value = to_header_value(input);
  require(std::ranges::all_of(value, [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); }));
  require(from_header_value(value) == input);
  const auto text = from_header_value(input);
  if (text) require(from_header_value(to_header_value(*text)) == *text);
}
