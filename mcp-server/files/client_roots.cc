#include "client_roots.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "file_error.hpp"
#include "relative_path.hpp"
#include "text/percent.hpp"

namespace mcp::files {
namespace {

// The path of a file: URI of this machine (RFC 8089), or nothing.
std::optional<std::string> local_path(std::string_view uri) {
  constexpr std::string_view scheme = "file://";
  if (!uri.starts_with(scheme)) return std::nullopt;
  uri.remove_prefix(scheme.size());
  if (uri.starts_with("localhost/")) uri.remove_prefix(std::string_view("localhost").size());
  if (!uri.starts_with('/')) return std::nullopt;
  return strictly_percent_decoded(uri);
}

bool is_below(const std::vector<std::string>& path, const std::vector<std::string>& directory) {
  return path.size() >= directory.size() &&
         std::equal(directory.begin(), directory.end(), path.begin());
}

}  // namespace

ClientArea::ClientArea(const std::vector<mcp::Root>& announced) {
  for (const auto& root : announced) {
    const auto directory = local_path(root.uri);
    if (!directory) continue;
    names_ += (names_.empty() ? "`" : ", `") + *directory + '`';
    auto names = split_path(*directory);
    if (std::ranges::count(names, "..") > 0) continue;
    directories_.push_back(std::move(names));
    std::error_code error;
    const auto real = std::filesystem::canonical(*directory, error);
    if (!error) directories_.push_back(split_path(real.native()));
  }
}

void ClientArea::require(const std::vector<std::string>& path, std::string_view shown) const {
  const bool allowed = std::ranges::any_of(
      directories_, [&](const auto& directory) { return is_below(path, directory); });
  if (allowed) return;
  throw FileError(
      "E_PATH", '`' + std::string(shown) + "` is outside the directories that the client works in",
      names_.empty() ? "the client announced none" : "use a path inside " + names_);
}

}  // namespace mcp::files
