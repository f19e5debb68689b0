// A schema compiles or is rejected, and a value matches it or has violations.

#include "fuzz.hpp"
#include "json/parse.hpp"
#include "mcp/schema.hpp"

void fuzz(std::string_view input) {
  const auto json = mcp::json::parse(input, 32);
  if (!json || !json->is_array() || json->size() != 2) return;
  const auto validator =
      mcp::SchemaValidator::compile((*json)[0], {.max_subschemas = 200, .max_work = 20'000});
  if (!validator) return;
  require(validator->accepts((*json)[1]) == validator->violations((*json)[1]).empty());
}
