// The server that is measured: one tool that answers at once.

#include "mcp/server/server.hpp"
#include "mcp/server/stdio.hpp"

namespace {

struct Echo {
  std::string text;

  static mcp::Object<Echo> describe() {
    return mcp::Object<Echo>().required("text", &Echo::text, "What to say");
  }
};

}  // namespace

int main() {
  mcp::Server server({"echo", "1"});
  server.add_tool<Echo>({.name = "echo", .description = "Says it again."},
                        [](const Echo& in) { return mcp::text(in.text); }, {.may_block = false});
  mcp::serve_stdio(server);
}
