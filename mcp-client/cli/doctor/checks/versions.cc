#include <algorithm>

#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"
#include "wire/revisions.hpp"

namespace mcp::cli::doctor {
namespace {

Outcome unknown_version_code(const Evidence& evidence) {
  return expect_error(evidence, probe::unknown_version, {-32022});
}

Outcome unknown_version_data(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::unknown_version);
  if (!exchange) return skipped("not requested");
  if (exchange->error_code() != -32022) return skipped("no such error");
  const Json& data = member(exchange->error(), "data");
  const Json& supported = member(data, "supported");
  const bool strings = supported.is_array() && !supported.empty() &&
                       std::ranges::all_of(supported, [](const Json& v) { return v.is_string(); });
  if (strings && member(data, "requested").is_string()) return passed();
  return failed("`data` with `supported`, an array of versions, and `requested`", quoted(data));
}

// Legacy clients show this error to their users.
Outcome old_initialize(const Evidence& evidence) {
  if (evidence.serves_other_era) return skipped("the server answers `initialize`");
  const Exchange* exchange = evidence.find(probe::old_initialize);
  if (!exchange) return skipped("not requested");
  if (!exchange->response) return skipped("no response");
  const std::string text = to_text(exchange->error());
  if (text.find(evidence.revision) != text.npos) return passed();
  return failed("an error that names " + quoted(evidence.revision), described(*exchange));
}

std::string negotiated(const Exchange& exchange) {
  return text_in(exchange.result(), "protocolVersion");
}

std::string requested(const Exchange& exchange) {
  return text_in(member(exchange.sent, "params"), "protocolVersion");
}

std::vector<const Exchange*> negotiations(const Evidence& evidence) {
  std::vector<const Exchange*> all;
  for (const char* name : {probe::opening, probe::negotiate, probe::negotiate_unknown}) {
    const auto found = evidence.probes.find(name);
    if (found == evidence.probes.end()) continue;
    for (const auto& exchange : found->second) all.push_back(&exchange);
  }
  return all;
}

// Another version is right only if the server does not support the requested one; it does if it
// offers that version elsewhere.
Outcome same_version(const Evidence& evidence) {
  const auto all = negotiations(evidence);
  if (all.size() < 2) return skipped("not requested");
  Faults faults("the requested version, which the server supports");
  for (const Exchange* exchange : all) {
    const std::string got = negotiated(*exchange);
    if (got.empty() || got == requested(*exchange)) continue;
    const bool supported = std::ranges::any_of(
        all, [&](const Exchange* other) { return negotiated(*other) == requested(*exchange); });
    if (supported) faults.add(quoted(got) + " for " + quoted(requested(*exchange)));
  }
  return faults.outcome();
}

Outcome other_version(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::negotiate_unknown);
  if (!exchange) return skipped("not requested");
  if (!exchange->response) return skipped("no response");
  const Json& version = member(exchange->result(), "protocolVersion");
  const std::string asked = text_in(member(exchange->sent, "params"), "protocolVersion");
  if (version.is_string() && version != asked) return passed();
  return failed("a result with a version that the server supports", described(*exchange));
}

// A version that no revision has cannot be supported by a client.
Outcome published_version(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::opening);
  const std::string version =
      exchange ? text_in(exchange->result(), "protocolVersion") : std::string();
  if (version.empty()) return skipped("no version");
  if (find_revision(legacy_revisions(), version)) return passed();
  return failed("a published version that has `initialize`", quoted(version));
}

Outcome missing_version(const Evidence& evidence) {
  return expect_error(evidence, probe::no_version, {-32602});
}

Outcome missing_capabilities(const Evidence& evidence) {
  return expect_error(evidence, probe::no_capabilities, {-32602});
}

constexpr Check checks[] = {
    {"version.unsupported-code",
     "An unsupported version is rejected with -32022",
     Level::must,
     Over::any,
     {"basic/versioning", "Protocol Version Negotiation", "basic.versioning-01"},
     {},
     "Compare the version of each request with those that the server supports.",
     unknown_version_code},
    {"version.unsupported-data",
     "The error lists the supported versions",
     Level::must,
     Over::any,
     {"basic/versioning", "Protocol Version Negotiation", "basic.versioning-01"},
     {},
     "Add `supported` and `requested` to `data` of the error.",
     unknown_version_data},
    {"version.initialize-names-versions",
     "An error to `initialize` names the versions",
     Level::should,
     Over::any,
     {"basic/versioning", "Backward Compatibility with Initialization-Based Versions",
      "basic.versioning-10"},
     {},
     "Users of older clients see only this error: name the supported versions in it.",
     old_initialize},
    {"version.missing",
     "A request without a version is rejected with -32602",
     Level::must,
     Over::any,
     {"basic/index", "_meta", "basic-46"},
     {},
     "Require the protocol version in `_meta` of every request.",
     missing_version},
    {"version.missing-capabilities",
     "A request without client capabilities is rejected with -32602",
     Level::must,
     Over::any,
     {"basic/index", "_meta", "basic-46"},
     {},
     "Require the client's capabilities in `_meta` of every request.",
     missing_capabilities},
    {"version.same",
     "A supported version is confirmed",
     Level::must,
     Over::any,
     {},
     {"basic/lifecycle", "Version Negotiation", "basic.lifecycle-09"},
     "Answer `initialize` with the requested version if the server supports it.",
     same_version},
    {"version.other",
     "An unknown version is answered with a supported one",
     Level::must,
     Over::any,
     {},
     {"basic/lifecycle", "Version Negotiation", "basic.lifecycle-10"},
     "Answer `initialize` with the latest version that the server supports, not with an error.",
     other_version},
    {"version.published",
     "The negotiated version is a published one",
     Level::must,
     Over::any,
     {},
     {"basic/lifecycle", "Version Negotiation", "basic.lifecycle-10"},
     "Offer only versions that the specification has.",
     published_version},
};

}  // namespace

std::span<const Check> version_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
