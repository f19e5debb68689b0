#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"
#include "wire/meta.hpp"

namespace mcp::cli::doctor {
namespace {

const Json& opening_result(const Evidence& evidence) {
  const Exchange* opening = evidence.find(probe::opening);
  return opening ? opening->result() : null_json();
}

Outcome discover_implemented(const Evidence& evidence) {
  const Exchange* opening = evidence.find(probe::opening);
  if (!opening) return skipped("not requested");
  if (opening->result().is_object()) return passed();
  return failed("a result", described(*opening));
}

Outcome supported_versions(const Evidence& evidence) {
  const Json& result = opening_result(evidence);
  if (!result.is_object()) return skipped("no result");
  const Json& versions = member(result, "supportedVersions");
  if (versions.is_array()) {
    bool has_ours = false;
    bool strings = true;
    for (const auto& version : versions) {
      strings = strings && version.is_string();
      has_ours = has_ours || version == evidence.revision;
    }
    if (strings && has_ours) return passed();
  }
  return failed("an array of strings that contains " + quoted(evidence.revision), quoted(versions));
}

Outcome has_capabilities(const Evidence& evidence) {
  const Json& result = opening_result(evidence);
  if (!result.is_object()) return skipped("no result");
  if (member(result, "capabilities").is_object()) return passed();
  return failed("an object `capabilities`", quoted(member(result, "capabilities")));
}

Outcome describe_implementation(const Json& info) {
  if (member(info, "name").is_string() && member(info, "version").is_string()) return passed();
  return failed("`name` and `version` as strings", quoted(info));
}

Outcome discover_server_info(const Evidence& evidence) {
  const Json& result = opening_result(evidence);
  if (!result.is_object()) return skipped("no result");
  const Json* info = meta::find(result, meta::server_info);
  if (info) return passed();
  return failed("`_meta` with " + std::string(meta::server_info), quoted(member(result, "_meta")));
}

Outcome discover_server_info_shape(const Evidence& evidence) {
  const Json* info = meta::find(opening_result(evidence), meta::server_info);
  return info ? describe_implementation(*info) : skipped("the server does not name itself");
}

Outcome initialize_server_info(const Evidence& evidence) {
  return describe_implementation(member(opening_result(evidence), "serverInfo"));
}

Outcome initialize_version(const Evidence& evidence) {
  const Json& version = member(opening_result(evidence), "protocolVersion");
  if (version.is_string()) return passed();
  return failed("a string `protocolVersion`", quoted(version));
}

Outcome instructions(const Evidence& evidence) {
  const Json& result = opening_result(evidence);
  if (!result.is_object() || !result.contains("instructions")) {
    return skipped("the server sends no instructions");
  }
  if (result["instructions"].is_string()) return passed();
  return failed("a string", quoted(result["instructions"]));
}

Outcome early_requests(const Evidence& evidence) {
  const Exchange* opening = evidence.find(probe::opening);
  if (!opening) return skipped("not requested");
  Faults faults("only `ping` and log messages before `notifications/initialized`");
  for (const auto& message : opening->others) {
    const auto method = view_in(message, "method");
    if (message.contains("id") && !method.empty() && method != "ping") {
      faults.add(quoted(std::string(method)));
    }
  }
  return faults.outcome();
}

constexpr Check checks[] = {
    {"discover.implemented",
     "server/discover is answered",
     Level::must,
     Over::any,
     {"server/discover", "", "server.discover-01"},
     {},
     "Implement server/discover: clients learn from it what the server offers.",
     discover_implemented},
    {"discover.supported-versions",
     "server/discover lists the supported versions",
     Level::must,
     Over::any,
     {"schema", "DiscoverResult", ""},
     {},
     "List in `supportedVersions` every version that the server accepts.",
     supported_versions},
    {"discover.server-info",
     "server/discover names the server",
     Level::should,
     Over::any,
     {"server/discover", "DiscoverResult", "server.discover-03"},
     {},
     "Put the name and the version into `_meta` of the result.",
     discover_server_info},
    {"discover.server-info-shape",
     "The server's name and version are strings",
     Level::must,
     Over::any,
     {"schema", "Implementation", ""},
     {},
     "Send both as strings.",
     discover_server_info_shape},
    {"initialize.version",
     "initialize is answered with a version",
     Level::must,
     Over::any,
     {},
     {"basic/lifecycle", "Initialization", "basic.lifecycle-03"},
     "Put the version into `protocolVersion`.",
     initialize_version},
    {"initialize.server-info",
     "initialize names the server",
     Level::must,
     Over::any,
     {},
     {"basic/lifecycle", "Initialization", "basic.lifecycle-03"},
     "Put the name and the version into `serverInfo`.",
     initialize_server_info},
    {"discovery.capabilities",
     "The server states its capabilities",
     Level::must,
     Over::any,
     {"schema", "DiscoverResult", ""},
     {"basic/lifecycle", "Initialization", "basic.lifecycle-03"},
     "Send an object `capabilities`, which may be empty.",
     has_capabilities},
    {"discovery.instructions",
     "Instructions are a string",
     Level::must,
     Over::any,
     {"schema", "DiscoverResult", ""},
     {"schema", "InitializeResult", ""},
     "Send one string, or leave `instructions` out.",
     instructions},
    {"initialize.early-requests",
     "No requests before the client is initialized",
     Level::should,
     Over::any,
     {},
     {"basic/lifecycle", "Initialization", "basic.lifecycle-06"},
     "Wait for `notifications/initialized` before you send requests.",
     early_requests},
};

}  // namespace

std::span<const Check> discovery_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
