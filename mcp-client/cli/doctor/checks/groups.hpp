#pragma once

#include <span>

#include "doctor/check.hpp"

/// The groups of checks; each has a file of its own in this folder.
namespace mcp::cli::doctor {

std::span<const Check> rpc_checks();
std::span<const Check> discovery_checks();
std::span<const Check> version_checks();
std::span<const Check> capability_checks();
std::span<const Check> tool_checks();
std::span<const Check> tool_schema_checks();
std::span<const Check> call_checks();
std::span<const Check> resource_checks();
std::span<const Check> prompt_checks();
std::span<const Check> completion_checks();
std::span<const Check> pagination_checks();
std::span<const Check> caching_checks();
std::span<const Check> meta_checks();
std::span<const Check> icon_checks();
std::span<const Check> subscription_checks();
std::span<const Check> utility_checks();
std::span<const Check> stdio_checks();
std::span<const Check> http_checks();
std::span<const Check> header_checks();
std::span<const Check> session_checks();
std::span<const Check> auth_checks();

}  // namespace mcp::cli::doctor
