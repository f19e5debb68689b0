// Uses the installed package: every public header, a server in this process, and the installed
// program.

#include <cstdlib>
#include <iostream>
#include <mcp/client/client.hpp>
#include <mcp/client/http.hpp>
#include <mcp/server/server.hpp>
#include <mcp/server/stdio.hpp>

namespace {

struct Echo {
  std::string text;

  static mcp::Object<Echo> describe() {
    return mcp::Object<Echo>().required("text", &Echo::text, "");
  }
};

void require(bool holds, const char* what) {
  if (holds) return;
  std::cerr << "not so: " << what << '\n';
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  mcp::Server server({"consumer", "1"});
  server.add_tool<Echo>({.name = "echo"}, [](const Echo& in) { return mcp::text(in.text); });
  auto client = mcp::Client::connect(
      mcp::in_process([&](auto sink) { return server.connect(std::move(sink)); }));
  const auto result = client.call_tool("echo", {{"text", "hello"}});
  require(mcp::text_of(result.content.at(0)) == "hello", "a server in this process answers");

  require(mcp::over_http({.url = "http://localhost/mcp"}) != nullptr, "HTTP is linked");

  require(argc > 1, "the installed server is named");
  auto installed = mcp::Client::connect(mcp::spawn({.command = {argv[1], "--root", "."}}));
  require(installed.list_tools().size() == 4, "the installed server offers four tools");
}
