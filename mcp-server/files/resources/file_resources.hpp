#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "mcp/prompt.hpp"
#include "mcp/server/server.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// Largest file that is read as a resource, which has no ranges.
inline constexpr std::uint64_t max_resource_bytes = std::uint64_t{4} << 20;
/// Files on one page of the list, and in the whole list.
inline constexpr std::size_t listed_at_once = 100;
inline constexpr std::size_t max_listed = 1000;

/// Reads the regular file that a URI names: as text if it is text, else in base64. Throws
/// FileError; E_TOO_LARGE beyond `max_resource_bytes`.
ReadResourceResult read_file_resource(const Workspace& workspace, const std::string& uri,
                                      std::shared_ptr<const ClientArea> area);

/// A page of the files directly in the roots, by name, without hidden ones and those that
/// .gitignore names. `mark` is ResourcePage::next of the page before. Throws FileError.
ResourcePage list_root_files(const Workspace& workspace, const std::optional<std::string>& mark,
                             std::stop_token stop);

/// Whether creating or removing this name directly in a root may change that list.
bool concerns_list(std::string_view name);

/// Paths in the root at `root_path` that begin with `value`, at most 100, for the variable of
/// `{+path}`: directories with a trailing slash, then files. Hidden names and those that .gitignore
/// names are left out. Empty for a directory that cannot be listed.
Completion complete_path(const Workspace& workspace, const std::string& root_path,
                         std::string_view value);

}  // namespace mcp::files
