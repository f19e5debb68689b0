#pragma once

#include "commands/command.hpp"

namespace mcp::cli {

/// Adds `bench`, which measures the latency and throughput of one request.
void add_bench_command(CLI::App& app, Command& chosen);

}  // namespace mcp::cli
