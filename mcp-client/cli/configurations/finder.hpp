#pragma once

#include <string>
#include <vector>

#include "configurations/places.hpp"
#include "configurations/server_entry.hpp"

namespace mcp::cli {

/// A configuration file that could not be read.
struct UnreadableFile {
  std::string host;
  std::string file;
  std::string problem;  ///< "FILE:LINE: why, and what to do".
};

/// The servers of one or several configuration files.
struct ServerCatalog {
  std::vector<ServerEntry> entries;
  std::vector<UnreadableFile> unreadable;
  std::vector<std::string> files;  ///< Those that exist, in the order in which they were read.
};

/// Reads the files of all known hosts (see hosts.hpp): the user's, and those of the projects that
/// the working directory is in. Files that do not exist are skipped. A file must belong to this
/// user or to root, and no other user may write to it, because its commands are run.
ServerCatalog find_servers(const Places& places);

/// Reads one file, in the format of its host. A file that cannot be read is in `unreadable`.
ServerCatalog read_configuration(const std::string& file, const Places& places);

/// The entry with that name, or the only entry of the catalogue when `name` is empty. Entries that
/// are written alike in several files count as one, and disabled entries only when there is no
/// other. Throws Misuse when there is none, when several differ, and when the entry has a problem.
const ServerEntry& choose_server(const ServerCatalog& catalog, const std::string& name);

/// The entries that are not disabled, each server once.
std::vector<ServerEntry> enabled_servers(const ServerCatalog& catalog);

}  // namespace mcp::cli
