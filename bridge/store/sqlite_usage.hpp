#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bridge/store/sqlite.hpp"
#include "bridge/store/store.hpp"

/// The usage functions of Store, on a connection to the database.
namespace mcp::bridge::sqlite {

bool add_usage(Database& database, const UsageRecord& record);
UsageSum usage(Database& database, const UsageFilter& filter);
std::map<std::string, UsageSum> usage_by_session(Database& database, const UsageFilter& filter);
std::vector<std::pair<std::string, UsageSum>> usage_by_day(Database& database,
                                                           const UsageFilter& filter);

}  // namespace mcp::bridge::sqlite
