#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mcp/content.hpp"
#include "mcp/describe.hpp"

namespace mcp {

/// Hints about a tool's behaviour, untrusted unless the server is trusted. Absent hints take the
/// specification's defaults: not read-only, destructive, not idempotent, open world.
/// Spec: 2026-07-28 schema, ToolAnnotations.
struct ToolAnnotations {
  std::string title = {};
  std::optional<bool> read_only = {};    ///< Does not modify its environment.
  std::optional<bool> destructive = {};  ///< May overwrite or delete, not only add.
  std::optional<bool> idempotent = {};   ///< Repeating a call with the same arguments adds nothing.
  std::optional<bool> open_world = {};   ///< Reaches entities beyond a closed domain.

  bool operator==(const ToolAnnotations&) const = default;
  static Object<ToolAnnotations> describe();
};

/// Whether a tool can run as a task, which only 2025-11-25 says of a tool.
/// Spec: 2025-11-25 basic/utilities/tasks, Tool-Level Negotiation.
struct ToolExecution {
  std::string task_support = {};  ///< "required", "optional", "forbidden"; empty: forbidden.

  bool operator==(const ToolExecution&) const = default;
  static Object<ToolExecution> describe();
};

/// A tool as `tools/list` shows it.
/// Spec: 2026-07-28 server/tools, Tool.
struct Tool {
  std::string name;  ///< 1 to 128 of A-Z a-z 0-9 _ - .
  std::string title = {};
  std::string description = {};
  Json input_schema = nullptr;   ///< JSON Schema 2020-12 with `"type": "object"`; null: any object.
  Json output_schema = nullptr;  ///< Null: no structured content is declared.
  ToolAnnotations annotations = {};
  std::vector<Icon> icons = {};
  Json meta = nullptr;
  ToolExecution execution = {};

  static Object<Tool> describe();
};

/// The arguments of a tool that takes none.
struct NoArguments {
  static Object<NoArguments> describe();
};

/// The result of a tool call. A tool that fails sets `is_error` and a text that helps the model to
/// correct the call; throw `Error` only for invalid requests.
/// Spec: 2026-07-28 server/tools, Tool Result.
struct CallToolResult {
  std::vector<Content> content = {};
  std::optional<Json> structured = {};  ///< `structuredContent`; conforms to the output schema.
  bool is_error = false;
  Json meta = nullptr;
};

/// A result with one text.
CallToolResult text(std::string text);
/// A result with `is_error`; the text says what is wrong and how to fix it.
CallToolResult tool_error(std::string text);
/// A result with structured content, and its JSON as text for clients that show only text.
CallToolResult structured(Json value);

template <>
struct Codec<CallToolResult> {
  static Json encode(const CallToolResult& result);
  static CallToolResult decode(const Json& json);
};

}  // namespace mcp
