#pragma once

#include "mcp/server/server.hpp"

namespace mcp::bench {

struct Echo {
  std::string text;

  static Object<Echo> describe() {
    return Object<Echo>().required("text", &Echo::text, "What to say");
  }
};

/// The tool that is measured: it answers at once.
inline void add_echo(Server& server) {
  server.add_tool<Echo>({.name = "echo", .description = "Says it again."},
                        [](const Echo& in) { return text(in.text); }, {.may_block = false});
}

}  // namespace mcp::bench
