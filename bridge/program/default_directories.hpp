#pragma once

#include <string>

namespace mcp::bridge {

/// `mcp-bridge` in XDG_STATE_HOME, or in ~/.local/state: never in the current directory, where
/// a clone or another user may have put a database with permissions. Throws std::runtime_error when
/// this user has no home directory.
std::string default_data_dir();

/// Whether `.mcp-bridge` of the current directory holds a database: earlier versions kept it there.
bool has_earlier_data_dir();

/// Creates `workspace` in the current directory and returns its name. Throws std::runtime_error
/// when there is one that is a symbolic link, no directory, or another user's: its files would not
/// be those that the user means.
std::string default_workspace();

}  // namespace mcp::bridge
