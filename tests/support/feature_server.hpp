#pragma once

#include "mcp/server/server.hpp"

namespace mcp::test {

/// Adds tools, resources and prompts that between them use everything that a server can do. The
/// matrix runs the same expectations against them in every era and over every transport.
void add_features(Server& server);

/// Options under which lists have several pages and questions are answered soon or never.
ServerOptions feature_options();

/// Who that server says it is.
Implementation feature_identity();

/// That server.
class FeatureServer : public Server {
 public:
  FeatureServer() : Server(feature_identity(), feature_options()) { add_features(*this); }
};

}  // namespace mcp::test
