#include "configurations/server_entry.hpp"

#include <algorithm>
#include <tuple>

namespace mcp::cli {
namespace {

auto header_key(const VariableHeader& header) {
  return std::tie(header.name, header.prefix, header.variable);
}

bool same_headers(const ServerEntry& one, const ServerEntry& other) {
  return one.headers == other.headers &&
         std::equal(one.variable_headers.begin(), one.variable_headers.end(),
                    other.variable_headers.begin(), other.variable_headers.end(),
                    [](const VariableHeader& a, const VariableHeader& b) {
                      return header_key(a) == header_key(b);
                    });
}

auto process_key(const ServerEntry& entry) {
  return std::tie(entry.command, entry.environment, entry.inherited_variables,
                  entry.environment_file, entry.directory);
}

}  // namespace

bool ServerEntry::same_server(const ServerEntry& other) const {
  return uses_http() == other.uses_http() && url == other.url && same_headers(*this, other) &&
         process_key(*this) == process_key(other) && problem == other.problem;
}

}  // namespace mcp::cli
