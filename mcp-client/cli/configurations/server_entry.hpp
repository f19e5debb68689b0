#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mcp/client/client.hpp"

namespace mcp::cli {

/// How an entry says that its server is reached. `automatic`: over HTTP, and the entry does not say
/// whether Streamable HTTP or the older HTTP+SSE.
enum class ServerTransport { stdio, http, sse, automatic };

/// Which variables a host replaces in the strings of an entry.
enum class VariableSyntax {
  none,           ///< Claude Desktop, Codex
  braces,         ///< `${NAME}` and `${NAME:-default}`: Claude Code, mcp-bridge
  dollar,         ///< these and `$NAME`: Gemini
  editor,         ///< `${env:NAME}`, `${workspaceFolder}`, `${userHome}`...: Cursor
  editor_inputs,  ///< these and `${input:ID}`: VS Code
};

/// A value that the user types in when the server starts.
/// Source: VS Code, MCP configuration reference, Input variables.
struct ServerInput {
  std::string id;
  std::string description = {};
  std::string default_value = {};
  std::vector<std::string> options = {};  ///< Of a `pickString`; empty: any text.
  bool is_password = false;
};

/// A header whose value is `prefix` and the value of an environment variable.
struct VariableHeader {
  std::string name;
  std::string prefix;
  std::string variable;
};

/// Where an entry is written.
struct EntryOrigin {
  std::string host;      ///< "Claude Code"
  std::string file;      ///< Absolute path.
  std::size_t line = 0;  ///< From 1; 0: not known.
  std::string project =
      {};  ///< Directory of the project that it belongs to; empty: the user's own.

  /// "FILE:LINE", or the file when the line is not known.
  std::string place() const { return line == 0 ? file : file + ':' + std::to_string(line); }
};

/// A server as a host's configuration describes it. Variables are not replaced yet.
struct ServerEntry {
  std::string name;
  EntryOrigin origin;
  VariableSyntax syntax = VariableSyntax::none;
  ServerTransport transport = ServerTransport::stdio;

  std::vector<std::string> command = {};  ///< The program and its arguments; empty: it has a URL.
  std::map<std::string, std::string> environment = {};
  std::vector<std::string> inherited_variables = {};  ///< Names of variables to pass on.
  std::string environment_file = {};                  ///< File of further variables.
  std::string directory = {};                         ///< Empty: see `default_directory`.

  std::string url = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::vector<VariableHeader> variable_headers = {};

  std::vector<ServerInput> inputs = {};
  std::optional<Era> era = {};
  bool disabled = false;
  bool in_project_file = false;  ///< Whoever wrote the project wrote the entry.
  std::string problem = {};      ///< Why the entry cannot be used; empty: it can.

  bool uses_http() const { return transport != ServerTransport::stdio; }
  /// Whether both describe the same server, wherever they are written.
  bool same_server(const ServerEntry& other) const;
};

}  // namespace mcp::cli
