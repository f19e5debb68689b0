#include "oauth/scopes.hpp"

#include <algorithm>

namespace mcp::oauth {
namespace {

bool has_scope(const Scopes& list, std::string_view scope) {
  return std::ranges::find(list, scope) != list.end();
}

}  // namespace

Scopes to_scopes(std::string_view text) {
  Scopes scopes;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (!word.empty() && !has_scope(scopes, word)) scopes.emplace_back(word);
  }
  return scopes;
}

std::string joined(const Scopes& scopes) {
  std::string text;
  for (const auto& scope : scopes) text += (text.empty() ? "" : " ") + scope;
  return text;
}

Scopes united(Scopes first, const Scopes& second) {
  for (const auto& scope : second) {
    if (!has_scope(first, scope)) first.push_back(scope);
  }
  return first;
}

bool includes(const Scopes& list, const Scopes& scopes) {
  return std::ranges::all_of(scopes, [&](const auto& scope) { return has_scope(list, scope); });
}

}  // namespace mcp::oauth
