#pragma once

#include <functional>
#include <map>
#include <string>

#include "mcp/client/client.hpp"
#include "mcp/client/http.hpp"
#include "mcp/client/oauth.hpp"
#include "mcp/json.hpp"

namespace mcp::conformance {

/// What the suite tells the client under test: the address of its server, and variables of the
/// environment.
struct ClientRun {
  std::string url;
  Era era = Era::automatic;
  Json context = Json::object();  ///< Data of the scenario.
};

/// What the client does in one scenario.
using Scenario = std::function<void(const ClientRun& run)>;

/// The scenarios about the protocol, by name.
std::map<std::string, Scenario> protocol_scenarios();
/// The scenarios about authorization, by name.
std::map<std::string, Scenario> authorization_scenarios();

/// Connects to the server. `tokens` may be null.
Client connect(const ClientRun& run, ClientHandlers handlers = {},
               std::shared_ptr<TokenProvider> tokens = {});

/// Lists the tools and calls the first one with arguments that fit its schema.
void use_first_tool(Client& client);

/// An object with a value for each required property of the schema.
Json arguments_for(const Json& schema);

}  // namespace mcp::conformance
