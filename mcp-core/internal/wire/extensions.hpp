#pragma once

/// The identifiers of the extensions that this toolkit knows.
/// Spec: 2026-07-28 basic/versioning, Extension Negotiation.
namespace mcp::extension {

inline constexpr const char* tasks = "io.modelcontextprotocol/tasks";
inline constexpr const char* skills = "io.modelcontextprotocol/skills";

}  // namespace mcp::extension
