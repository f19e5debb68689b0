#pragma once

#include <string>

#include "bridge/store/sqlite.hpp"

namespace mcp::bridge {

/// Makes the tables of the store, or brings those of an older version up to date, and sets the
/// connection up. Any number of processes may do so at once. Throws sqlite::Failure, and
/// std::runtime_error when the database is another program's or a newer version's.
void prepare_database(sqlite::Database& database);

}  // namespace mcp::bridge
