#pragma once

/// The exit codes of the program.
namespace mcp::cli::exit_code {

inline constexpr int ok = 0;
inline constexpr int failed = 1;       // the server, the tool or the connection reported an error
inline constexpr int differs = 1;      // diff: the two servers differ
inline constexpr int misused = 2;      // the command line is invalid
inline constexpr int cancelled = 130;  // a signal cancelled the request; shells use 128 + SIGINT

}  // namespace mcp::cli::exit_code
