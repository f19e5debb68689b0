#include "doctor/legacy.hpp"

#include "doctor/http_peer.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr const char* session_header = "Mcp-Session-Id";
constexpr const char* version_header = "MCP-Protocol-Version";
constexpr const char* accepts = "application/json, text/event-stream";

Json initialize_params(const std::string& version) {
  return {{"protocolVersion", version},
          {"capabilities", Json::object()},
          {"clientInfo", {{"name", "mcp-client-doctor"}, {"version", "1"}}}};
}

int rank_of(const std::string& version) {
  const auto revisions = legacy_revisions();
  for (std::size_t i = 0; i < revisions.size(); ++i) {
    if (revisions[i].name == version) return static_cast<int>(revisions.size() - 1 - i);
  }
  return 0;
}

void ask_utilities(Conversation& talk) {
  talk.ask(probe::ping, "ping");
  if (talk.evidence().offers("logging")) {
    talk.ask(probe::log_level, "logging/setLevel", {{"level", "warning"}});
    talk.ask(probe::bad_log_level, "logging/setLevel", {{"level", "doctor"}});
  }
  const Json& resources = member(talk.evidence().capabilities, "resources");
  const auto listed = talk.evidence().items(probe::resources, "resources");
  if (member(resources, "subscribe") != true || listed.empty()) return;
  const Json uri{{"uri", member(listed.front(), "uri")}};
  talk.ask(probe::subscribe, "resources/subscribe", uri);
  talk.ask(probe::unsubscribe, "resources/unsubscribe", uri);
}

void ask_headers(Conversation& talk, const LegacyDialect& dialect) {
  const auto ask = [&](const char* probe, const Headers& changed) {
    talk.ask_with(probe, "ping", Json::object(), changed);
  };
  ask(probe::http_origin, {{"Origin", "https://mcp-doctor.invalid"}});
  ask(probe::http_bad_version, {{version_header, "not-a-version"}});
  if (dialect.session.empty()) return;
  ask(probe::http_header_case,
      {{session_header, Conversation::without}, {"mCP-sESSION-iD", dialect.session}});
  ask(probe::http_no_session, {{session_header, Conversation::without}});
  ask(probe::http_unknown_session, {{session_header, "mcp-doctor-no-such-session"}});
}

Headers session_headers(const LegacyDialect& dialect) {
  Headers headers{{version_header, dialect.version}};
  if (!dialect.session.empty()) headers.emplace_back(session_header, dialect.session);
  return headers;
}

void ask_get(Conversation& talk, const LegacyDialect& dialect) {
  Headers headers = session_headers(dialect);
  headers.emplace_back("Accept", "text/event-stream");
  talk.verb(probe::http_get, "GET", headers);
}

void end_session(Conversation& talk, const LegacyDialect& dialect) {
  if (dialect.session.empty()) return;
  const Exchange& ended = talk.verb(probe::http_delete, "DELETE", session_headers(dialect));
  if (ended.http && ended.http->status / 100 == 2) talk.ask(probe::http_ended_session, "ping");
}

}  // namespace

Headers LegacyDialect::headers(const std::string&, const Json&) const {
  Headers all{{"Content-Type", "application/json"}, {"Accept", accepts}};
  if (!version.empty()) all.emplace_back(version_header, version);
  if (!session.empty()) all.emplace_back(session_header, session);
  return all;
}

bool open_legacy(Conversation& talk, LegacyDialect& dialect) {
  const std::string newest(legacy_revisions().front().name);
  const Exchange& opening = talk.ask(probe::opening, "initialize", initialize_params(newest));
  if (!opening.result().is_object()) return false;
  Evidence& evidence = talk.evidence();
  dialect.version = text_in(opening.result(), "protocolVersion");
  if (dialect.version.empty()) dialect.version = newest;
  if (opening.http) dialect.session = opening.http->header("mcp-session-id");
  evidence.revision = dialect.version;
  evidence.rank = rank_of(dialect.version);
  const Json& capabilities = member(opening.result(), "capabilities");
  evidence.states_capabilities = capabilities.is_object();
  if (capabilities.is_object()) evidence.capabilities = capabilities;
  talk.notify("notifications/initialized", "notifications/initialized", Json::object());
  return true;
}

void ask_version(Conversation& talk, const std::string& probe, const std::string& version) {
  const Exchange& opening = talk.ask(probe, "initialize", initialize_params(version));
  const std::string session = opening.http ? opening.http->header("mcp-session-id") : "";
  if (session.empty() || !talk.http()) return;
  talk.http()->request("DELETE", {{session_header, session}}, talk.patience());
}

void ask_legacy(Conversation& talk, LegacyDialect& dialect) {
  ask_common(talk);
  ask_utilities(talk);
  if (talk.http()) {
    ask_headers(talk, dialect);
    ask_get(talk, dialect);
  }
  ask_last(talk);
  if (talk.http()) end_session(talk, dialect);
}

}  // namespace mcp::cli::doctor
