#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "configurations/places.hpp"
#include "configurations/server_entry.hpp"

namespace mcp::cli {

/// Where a host keeps a configuration file.
struct ConfigurationPlace {
  std::filesystem::path file;
  std::filesystem::path project = {};  ///< Its project's directory; empty: the user's own file.
};

/// A configuration file that has been read.
struct ConfigurationFile {
  ConfigurationPlace place;
  std::string text;
};

/// A program whose configuration names servers: where its files are, and how they are written.
struct Host {
  std::string_view name;
  /// Its files, whether they exist or not.
  std::vector<ConfigurationPlace> (*places)(const Places& places);
  /// The servers of a file, in its order. Throws Error, beginning with the line where it is known,
  /// when the file as a whole is not valid; an entry that is not valid has a `problem`.
  std::vector<ServerEntry> (*read)(const ConfigurationFile& file, const Places& places);
};

extern const Host claude_desktop;
extern const Host claude_code;
extern const Host cursor;
extern const Host vscode;
extern const Host codex;
extern const Host gemini;
extern const Host own_file;

/// All of them, in the order in which they are searched.
std::span<const Host* const> known_hosts();

/// The host whose format a file has, by its name and place and otherwise by its content.
const Host& host_for(const std::filesystem::path& file, const std::string& text);

}  // namespace mcp::cli
