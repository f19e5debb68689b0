#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "doctor/conversation.hpp"
#include "doctor/report.hpp"
#include "mcp/client/channel.hpp"
#include "mcp/client/client.hpp"
#include "mcp/client/http.hpp"

namespace mcp::cli::doctor {

/// What to examine.
struct Examination {
  bool modern = true;  ///< Which eras to try.
  bool legacy = true;
  std::function<bool(const Check&)> chosen = [](const Check&) { return true; };
  std::optional<ToolCall> call = {};               ///< Empty: no tool is called.
  Milliseconds patience{5000};                     ///< For one response.
  Milliseconds first_patience{10'000};             ///< For the first response of a program.
  std::chrono::steady_clock::time_point deadline;  ///< Of the whole run.
  std::stop_token stop = {};

  Limits limits() const { return {deadline, patience, first_patience, stop}; }
};

/// Examines a server that a command starts. Each era has a process of its own.
Report examine_program(const ChildProcess& process, const Examination& examination);

/// Examines a server at a URL. Throws Error with `invalid_params` when it is no http URL.
Report examine_url(const HttpTarget& target, const Examination& examination);

/// What both kinds of servers have: which eras the server speaks, and the checks of each.
struct Eras {
  std::optional<Evidence> modern = {};  ///< Set when the server speaks the era.
  std::optional<Evidence> legacy = {};
  Exchange modern_opening = {};  ///< The response to `server/discover`.
  Exchange legacy_opening = {};  ///< The response to `initialize`.
};

/// Adds the step about the eras, and the findings of each.
void conclude(Eras eras, const Examination& examination, Report& report);

}  // namespace mcp::cli::doctor
