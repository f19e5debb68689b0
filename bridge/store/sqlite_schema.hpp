#pragma once

#include <string>

#include "bridge/store/sqlite.hpp"

namespace mcp::bridge {

/// Creates or migrates the tables of the store, and configures the connection. Any number of
/// processes may do so at once. Throws sqlite::Failure, and std::runtime_error when the database
/// belongs to another program or a newer version.
void prepare_database(sqlite::Database& database);

}  // namespace mcp::bridge
