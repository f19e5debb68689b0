#pragma once

#include <string>

namespace mcp::bridge {

/// `mcp-bridge` in XDG_STATE_HOME, or in ~/.local/state: never in the current directory, where
/// a clone or another user may have put a database with permissions. Throws std::runtime_error when
/// this user has no home directory.
std::string default_data_dir();

/// Whether `.mcp-bridge` in the current directory has a database: earlier versions kept it there.
bool has_earlier_data_dir();

/// Creates `workspace` in the current directory if it is missing, and returns its name. Throws
/// std::runtime_error when it is a symbolic link, not a directory, or owned by another user: its
/// files may not be the ones that the user expects.
std::string default_workspace();

}  // namespace mcp::bridge
