#pragma once

#include "mcp/server/server.hpp"

namespace mcp::bench {

struct Echo {
  std::string text;

  static Object<Echo> describe() {
    return Object<Echo>().required("text", &Echo::text, "What to say");
  }
};

/// Adds the tool that is measured, which returns its argument.
inline void add_echo(Server& server) {
  server.add_tool<Echo>({.name = "echo", .description = "Says it again."},
                        [](const Echo& in) { return text(in.text); }, {.may_block = false});
}

}  // namespace mcp::bench
