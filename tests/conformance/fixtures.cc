#include "conformance/fixtures.hpp"

namespace mcp::test {

Implementation conformance_identity() {
  return {"conformance-server", "1.0.0", "Conformance fixtures"};
}

void add_conformance_fixtures(Server& server) {
  add_content_tools(server);
  add_reporting_tools(server);
  add_schema_tools(server);
  add_question_tools(server);
  add_input_round_tools(server);
  add_change_tools(server);
  add_conformance_resources(server);
  add_conformance_prompts(server);
}

}  // namespace mcp::test
