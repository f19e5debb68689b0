// Any SKILL.md is parsed or rejected; what is parsed is an object that equals itself.

#include "fuzz.hpp"
#include "skills/frontmatter.hpp"

void fuzz(std::string_view input) {
  const auto read = mcp::parse_frontmatter(input);
  if (!read) return;
  require(read->is_object());
  require(mcp::first_difference(*read, *read).empty());
}
