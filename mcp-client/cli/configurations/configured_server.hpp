#pragma once

#include "configurations/finder.hpp"
#include "configurations/server_entry.hpp"
#include "configurations/server_inputs.hpp"
#include "settings.hpp"

namespace mcp::cli {

/// How to reach the server of an entry: its variables are replaced, its files are read, and `input`
/// gives the values of its inputs. The directory is the entry's `cwd`, or that of its project.
/// Throws Misuse, with the place of the entry.
ServerSettings resolved(const ServerEntry& entry, const Places& places,
                        const InputSource& input = ask_input);

/// The server that --server and --config name; nothing happens when neither is given. The command
/// line's own --header, --env, --cwd... are added to the entry's, and go before them. Throws
/// Misuse.
void use_configured_server(Settings& settings);

/// The servers that a command for several servers looks at: those of --config, or of all known
/// files.
ServerCatalog server_catalog(const Settings& settings);

}  // namespace mcp::cli
