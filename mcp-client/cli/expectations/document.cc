#include "expectations/document.hpp"

#include <utility>

#include "arguments.hpp"
#include "expectations/embedded.hpp"
#include "json/parse.hpp"
#include "mcp/never_destroyed.hpp"
#include "mcp/schema.hpp"
#include "misuse.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t max_expectations_bytes = std::size_t{16} << 20;

const SchemaValidator& document_schema() {
  static const auto& schema = never_destroyed(
      SchemaValidator::compile(json::parse(embedded::assert_schema).value()).value());
  return schema;
}

}  // namespace

Json parse_expectations(const std::string& text, const std::string& name) {
  if (text.size() > max_expectations_bytes) throw Misuse(name + ": is larger than 16 MiB");
  auto document = json::parse(text);
  if (!document) throw Misuse(name + ": " + document.error().what());
  const auto violations = document_schema().violations(*document);
  if (violations.empty()) return *std::move(document);
  const std::string place = violations[0].path.empty() ? "" : violations[0].path + ": ";
  throw Misuse(name + ": " + place + violations[0].message);
}

Json read_expectations(const std::string& path) {
  const auto text = read_file(path);
  if (!text) throw Misuse(text.error().what());
  return parse_expectations(*text, path);
}

}  // namespace mcp::cli
