// mcp-client doctor on third-party servers: it reports no MUST that they obey. Those that they
// break are listed here; whoever adds one has looked at the messages.

#include <algorithm>
#include <map>

#include "doctor/doctor_run.hpp"
#include "fleet/fleet.hpp"
#include "support/scratch.hpp"

namespace mcp::test::fleet_doctor_test {
namespace {

using Ids = std::set<std::string>;

const std::map<std::string, Ids>& known_faults() {
  static const std::map<std::string, Ids> faults = {
      // A modern request without a version, or with an unknown one, is served as a legacy one
      // (basic-46, basic.versioning-01).
      {"go", {"version.missing", "version.unsupported-code"}},
      // An unknown method is -32602 (basic-03: JSON-RPC 2.0 section 5.1); text that is not JSON is
      // logged to the client without the capability (server.utilities.logging-01).
      {"python-1", {"rpc.unknown-method", "capabilities.logging-declared"}},
  };
  return faults;
}

TEST(FleetDoctor, ReportsWhatEachServerBreaks) {
  MCP_NEEDS_FLEET();
  const Scratch scratch;
  for (const auto& server : fleet_servers(scratch.path())) {
    SCOPED_TRACE(server.name);
    const DoctorRun run = examine_command({"--timeout", "30"}, server.command);
    std::string broken;
    for (const auto& id : run.failed("MUST")) broken += (broken.empty() ? "" : ", ") + id;
    RecordProperty(std::string("server ") + server.name, broken);  // for scripts/compatibility
    const auto known = known_faults().find(server.name);
    EXPECT_EQ(run.failed("MUST"), known == known_faults().end() ? Ids() : known->second)
        << run.report.dump(1);
    EXPECT_EQ(run.failed_steps(), Ids());
    EXPECT_TRUE(run.revisions().contains(server.revision));
    EXPECT_GE(run.report["summary"]["passed"], 30);
  }
}

}  // namespace
}  // namespace mcp::test::fleet_doctor_test
