// A client: starts a server, lists its tools and calls one. Usage: 05_client COMMAND ARGS...

#include <iostream>
#include <mcp/client/client.hpp>

int main(int argc, char** argv) try {
  mcp::ClientOptions options{.self = {"example-client", "1.0.0"}};
  options.handlers.elicit = [](const mcp::Elicitation& question, std::stop_token) {
    std::cout << "The server asks: " << question.message << " (declined)\n";
    return mcp::ElicitResult{mcp::ElicitAction::decline};
  };
  auto client = mcp::Client::connect(mcp::spawn({.command = {argv + 1, argv + argc}}), options);
  std::cout << client.server_info().implementation.name << " speaks "
            << client.server_info().protocol_version << '\n';
  for (const auto& tool : client.list_tools()) {
    std::cout << "- " << tool.name << ": " << tool.description << '\n';
  }
  const auto result = client.call_tool(
      "count_primes", {{"to", 1000}},
      {.timeout = std::chrono::seconds(10), .on_progress = [](const mcp::Progress& progress) {
         std::cout << progress.progress << ": " << progress.message << '\n';
       }});
  std::cout << mcp::to_text(result.structured.value_or(mcp::Json())) << '\n';
} catch (const mcp::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
