#pragma once

#include <string>
#include <vector>

#include "session.hpp"
#include "settings.hpp"

namespace mcp::cli {

/// A tool and its arguments, as the user wrote them.
struct ToolCall {
  std::string name;
  std::vector<std::string> words = {};  ///< key=value
  std::string json = {};                ///< --args: JSON, @FILE, or - for standard input.
  bool detach = false;                  ///< Does not wait for the result of a task.
};

/// A tool and its arguments, as they are sent.
struct ReadyCall {
  Json arguments = Json::object();
  std::vector<Tool> tools = {};  ///< The server's, if they were needed.
};

/// Reads the arguments, by the tool's schema. Throws Misuse, and Error of the server.
ReadyCall ready_call(Session& session, const Settings& settings, const ToolCall& call);

/// Adds the names of the server's tools to its error if it has no tool of that name. `tools`: the
/// list if it is known.
Error with_tools(Session& session, std::vector<Tool> tools, const std::string& name,
                 const Error& error);

}  // namespace mcp::cli
