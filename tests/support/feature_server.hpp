#pragma once

#include "mcp/server/server.hpp"

namespace mcp::test {

/// Adds tools, resources and prompts that together use every feature of a server. The matrix tests
/// them with the same expectations in every era and over every transport.
void add_features(Server& server);

/// Options with small pages, so that lists have several, and few rounds of input requests.
ServerOptions feature_options();

/// The name and version of that server.
Implementation feature_identity();

/// A server with these features, options and identity.
class FeatureServer : public Server {
 public:
  FeatureServer() : Server(feature_identity(), feature_options()) { add_features(*this); }
};

}  // namespace mcp::test
