// Encoding of results in the older revisions.

#include <gtest/gtest.h>

#include "wire/methods.hpp"
#include "wire/revisions.hpp"
#include "wire/server_wire.hpp"

namespace mcp::legacy_wire_test {
namespace {

// A client that gets an output schema requires structured content: a revision has both or neither.
TEST(LegacyWire, HasOutputSchemasWhereItHasStructuredContent) {
  const Json tools{{"tools", {{{"name", "a"}, {"outputSchema", {{"type", "object"}}}}}}};
  const Json called{{"content", Json::array()}, {"structuredContent", {{"x", 1}}}};
  for (const Revision& revision : legacy_revisions()) {
    SCOPED_TRACE(revision.name);
    const ServerWire& wire = legacy_server_wire(revision);
    const Json listed = wire.result(method::tools_list, tools, {});
    EXPECT_EQ(listed["tools"][0].contains("outputSchema"), revision.has_structured_content);
    const Json answer = wire.result(method::tools_call, called, {});
    EXPECT_EQ(answer.contains("structuredContent"), revision.has_structured_content);
  }
}

TEST(LegacyWire, LeavesOutOutputSchemasThatAreOfNoObject) {
  const Json tools{{"tools", {{{"name", "a"}, {"outputSchema", {{"type", "array"}}}}}}};
  for (const Revision& revision : legacy_revisions()) {
    const Json listed = legacy_server_wire(revision).result(method::tools_list, tools, {});
    EXPECT_FALSE(listed["tools"][0].contains("outputSchema")) << revision.name;
  }
}

}  // namespace
}  // namespace mcp::legacy_wire_test
