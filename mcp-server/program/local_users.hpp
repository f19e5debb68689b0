#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "program/settings.hpp"

namespace mcp::program {

/// Whether only processes of this user and of root may call: on a loopback address without tokens,
/// unless `--any-local-user` is given.
bool serves_own_user_only(const HttpSettings& http, const std::string& host);

/// Why a process of that user may not call in that case; empty: it may.
std::string refuse_other_users(std::optional<std::uint32_t> user);

/// Reports who may call a server that has no tokens.
void report_callers(const HttpSettings& http, const std::string& host);

}  // namespace mcp::program
