#include "fake_anthropic/names.hpp"

#include <algorithm>
#include <cctype>

namespace mcp::test {
namespace {

constexpr std::size_t max_tool_name = 64;

}  // namespace

bool is_tool_name(const std::string& name) {
  const auto fits = [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; };
  return !name.empty() && name.size() <= max_tool_name && std::ranges::all_of(name, fits);
}

// Models up to 4.5 still accept the parameters that later ones reject.
bool is_current(std::string_view model) {
  for (const auto old : {"claude-haiku-4-5", "claude-sonnet-4-5", "claude-opus-4-5", "claude-3"}) {
    if (model.starts_with(old)) return false;
  }
  return true;
}

}  // namespace mcp::test
