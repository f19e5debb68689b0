#include "client_roots.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "file_error.hpp"

namespace mcp::files {
namespace {

// The path of a file: URI of this machine (RFC 8089), or nothing.
std::optional<std::string> path_of(std::string_view uri) {
  constexpr std::string_view scheme = "file://";
  if (!uri.starts_with(scheme)) return std::nullopt;
  uri.remove_prefix(scheme.size());
  if (uri.starts_with("localhost/")) uri.remove_prefix(std::string_view("localhost").size());
  if (!uri.starts_with('/')) return std::nullopt;
  std::string path;
  for (std::size_t at = 0; at < uri.size(); ++at) {
    if (uri[at] != '%') {
      path += uri[at];
      continue;
    }
    if (at + 2 >= uri.size()) return std::nullopt;
    unsigned value = 0;
    const char* digits = uri.data() + at + 1;
    if (std::from_chars(digits, digits + 2, value, 16).ptr != digits + 2) return std::nullopt;
    path += static_cast<char>(value);
    at += 2;
  }
  return path;
}

bool is_below(const std::vector<std::string>& path, const std::vector<std::string>& directory) {
  return path.size() >= directory.size() &&
         std::equal(directory.begin(), directory.end(), path.begin());
}

}  // namespace

void require_below(const std::vector<mcp::Root>& announced, const Place& place) {
  if (!place.root) return;
  auto path = split_path(place.root->path().native());
  for (const auto& name : place.path.components()) path.push_back(name);
  const bool allowed = std::ranges::any_of(announced, [&](const mcp::Root& root) {
    const auto directory = path_of(root.uri);
    const auto names = directory ? split_path(*directory) : std::vector<std::string>();
    return directory && std::ranges::count(names, "..") == 0 && is_below(path, names);
  });
  if (allowed) return;
  std::string names;
  for (const auto& root : announced) {
    const auto directory = path_of(root.uri);
    if (directory) names += (names.empty() ? "`" : ", `") + *directory + '`';
  }
  throw FileError("E_PATH",
                  '`' + place.shown + "` is outside the directories that the client works in",
                  names.empty() ? "the client announced none" : "use a path inside " + names);
}

}  // namespace mcp::files
