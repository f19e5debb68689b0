#pragma once

#include <mcp/server/server.hpp>
#include <string>

struct Echo {
  std::string text;

  static mcp::Object<Echo> describe() {
    return mcp::Object<Echo>().required("text", &Echo::text, "");
  }
};

inline void add_echo(mcp::Server& server) {
  server.add_tool<Echo>({.name = "echo"}, [](const Echo& in) { return mcp::text(in.text); });
}
