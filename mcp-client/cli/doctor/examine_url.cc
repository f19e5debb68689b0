#include <algorithm>
#include <utility>

#include "doctor/examination.hpp"
#include "doctor/http_peer.hpp"
#include "doctor/legacy.hpp"
#include "doctor/modern.hpp"
#include "doctor/probes.hpp"
#include "io/descriptor.hpp"
#include "mcp/error.hpp"
#include "text/ascii.hpp"

namespace mcp::cli::doctor {
namespace {

// Whether the server can be reached. Behind a proxy these steps say little, so their failures do
// not count.
bool reach(const UrlParts& url, const HttpTarget& target, const Examination& examination,
           Report& report) {
  const std::string proxy = proxy_of(url);
  if (!proxy.empty()) {
    report.steps.push_back({.id = "dns",
                            .title = "DNS, TCP and TLS",
                            .status = Step::Status::skipped,
                            .detail = "requests go through the proxy in " + proxy});
    return true;
  }
  std::vector<Address> addresses;
  report.steps.push_back(look_up(url, examination.patience, addresses));
  bool reached = false;
  Step tls;
  for (const auto& address : addresses) {
    int connected = -1;
    report.steps.push_back(connect_to(address, examination.patience, connected));
    const Descriptor connection(connected);
    if (!connection || reached) continue;
    reached = true;
    if (url.is_tls()) tls = secure(url, connection.get(), target.ca_file, examination.patience);
  }
  // One address that works is enough.
  for (auto& step : report.steps) {
    if (reached && step.status == Step::Status::failed) step.status = Step::Status::warning;
  }
  if (tls.id.empty()) return reached;
  report.steps.push_back(tls);
  return tls.status != Step::Status::failed;
}

bool is_refusal(const Exchange& exchange) {
  return exchange.http && exchange.http->status == 401;
}

void examine_modern(HttpPeer& peer, const Examination& examination, Eras& eras) {
  const ModernDialect dialect;
  Conversation talk(peer, &peer, dialect, examination.limits());
  talk.call = examination.call;
  const bool speaks = open_modern(talk);
  eras.modern_opening = talk.opening();
  if (!speaks) return;
  ask_modern(talk);
  eras.modern = std::move(talk.evidence());
}

void examine_legacy(HttpPeer& peer, const Examination& examination, Eras& eras) {
  LegacyDialect dialect;
  Conversation talk(peer, &peer, dialect, examination.limits());
  talk.call = examination.call;
  const bool speaks = open_legacy(talk, dialect);
  eras.legacy_opening = talk.opening();
  if (!speaks) return;
  ask_legacy(talk, dialect);
  const LegacyDialect fresh;
  Conversation others(peer, &peer, fresh, examination.limits());
  for (const auto& revision : legacy_revisions()) {
    ask_version(others, probe::negotiate, std::string(revision.name));
  }
  ask_version(others, probe::negotiate_unknown, "1900-01-01");
  for (const char* name : {probe::negotiate, probe::negotiate_unknown}) {
    talk.evidence().probes[name] = others.evidence().probes[name];
  }
  eras.legacy = std::move(talk.evidence());
}

bool sends_token(const HttpTarget& target) {
  return std::ranges::any_of(target.headers, [](const auto& header) {
    return ascii::same(header.first, "Authorization");
  });
}

// A server that refuses every request is judged by what it says about authorization only.
void judge_refusal(const AuthEvidence& auth, const HttpTarget& target,
                   const Examination& examination, Report& report) {
  Evidence evidence{.revision = std::string(modern_revisions().front().name),
                    .over_http = true,
                    .target = target.url};
  evidence.auth = auth;
  const auto chosen = [&](const Check& check) {
    return std::string_view(check.id).starts_with("auth.") && examination.chosen(check);
  };
  report.findings = run_checks(evidence, &Check::modern, chosen);
}

Step old_transport_step() {
  return {.id = "era",
          .title = "Protocol versions",
          .status = Step::Status::failed,
          .detail =
              "GET opens an event stream and POST is not accepted: this seems to be the "
              "deprecated HTTP+SSE transport",
          .advice = "The checks need Streamable HTTP, which replaced it in March 2025."};
}

bool is_old_transport(HttpPeer& peer, const Eras& eras, Milliseconds patience) {
  const auto rejects = [](const Exchange& exchange) {
    return exchange.http && exchange.http->status >= 400 && exchange.http->status < 500;
  };
  if (!rejects(eras.legacy_opening)) return false;
  const Exchange get = peer.request("GET", {{"Accept", "text/event-stream"}}, patience);
  return get.http && get.http->status == 200 && get.http->content_type() == "text/event-stream";
}

}  // namespace

Report examine_url(const HttpTarget& target, const Examination& examination) {
  const UrlParts url = parse_url(target.url);
  Report report{.target = target.url};
  if (!reach(url, target, examination, report)) return report;
  HttpClient client(target.ca_file, examination.stop);
  HttpPeer peer(client, target.url, target.headers);
  report.steps.push_back(ask_verbs(client, target.url, target.headers, examination.patience));
  if (report.steps.back().status == Step::Status::failed) return report;

  Eras eras;
  if (examination.modern) examine_modern(peer, examination, eras);
  if (examination.legacy) examine_legacy(peer, examination, eras);
  AuthEvidence auth;
  const bool speaks = eras.modern || eras.legacy;
  for (const Exchange* opening : {&eras.modern_opening, &eras.legacy_opening}) {
    if (!speaks && is_refusal(*opening)) auth.refusal = opening->http;
  }
  report.steps.push_back(look_for_documents(client, url, examination.patience, auth));
  report.steps.push_back(explain_authorization(auth, sends_token(target)));
  if (auth.refusal) {
    judge_refusal(auth, target, examination, report);
    return report;
  }
  if (!speaks && is_old_transport(peer, eras, examination.patience)) {
    report.steps.push_back(old_transport_step());
    return report;
  }
  for (auto* evidence : {&eras.modern, &eras.legacy}) {
    if (!*evidence) continue;
    (*evidence)->auth = auth;
    (*evidence)->target = target.url;
  }
  conclude(std::move(eras), examination, report);
  return report;
}

}  // namespace mcp::cli::doctor
