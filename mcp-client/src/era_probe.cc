#include "era_probe.hpp"

#include <algorithm>

#include "probe_requests.hpp"
#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

// How long the client waits for the response to `server/discover` after the one to `initialize`,
// which was sent later.
constexpr std::chrono::milliseconds overtaken_by(500);

Error violation(const std::string& what) {
  return Error(ErrorCode::protocol_violation, what);
}

Error no_common_version(const Json& offered) {
  return Error(ErrorCode::unsupported_protocol_version,
               "The server speaks none of our protocol versions, only " + to_text(offered));
}

Implementation read_implementation(const Json* json) {
  if (!json) return {};
  auto read = decode<Implementation>(*json);
  return read ? *std::move(read) : Implementation{};
}

ServerInfo read_server(const Json& result, std::string_view version, const Json* implementation) {
  ServerInfo info{.protocol_version = std::string(version),
                  .implementation = read_implementation(implementation)};
  const auto capabilities = result.find("capabilities");
  if (capabilities == result.end()) throw violation("The server did not state its capabilities");
  auto read = to_server_capabilities(*capabilities);
  if (!read) throw violation(std::string("The server's ") + read.error().what());
  info.capabilities = *std::move(read);
  if (const auto text = result.find("instructions"); text != result.end() && text->is_string()) {
    info.instructions = text->get<std::string>();
  }
  info.result = result;
  return info;
}

// The versions named in a response to a modern request; null if the response is not a modern one.
// Spec: an error that is specific to 2026-07-28 comes from a server that knows it.
const Json* offered_versions(const Result<Json>& response) {
  const Json* versions = nullptr;
  if (response) {
    const auto found = response->find("supportedVersions");
    if (found != response->end()) versions = &*found;
  } else if (response.error().code() == ErrorCode::unsupported_protocol_version &&
             response.error().data().is_object()) {
    const auto found = response.error().data().find("supported");
    if (found != response.error().data().end()) versions = &*found;
  }
  return versions && versions->is_array() ? versions : nullptr;
}

// Errors that only a 2026-07-28 server sends, besides the one that names versions.
bool is_modern_error(const Result<Json>& response) {
  if (response) return false;
  const ErrorCode code = response.error().code();
  return code == ErrorCode::header_mismatch || code == ErrorCode::missing_client_capability;
}

bool knows_modern(const Result<Json>& response) {
  return is_modern_error(response) || offered_versions(response);
}

bool is_closed(const Result<Json>& response) {
  return !response && response.error().code() == ErrorCode::connection_closed;
}

// No other request helps, and the user may have refused the login.
bool lacks_credentials(const Result<Json>& response) {
  return !response && response.error().code() == ErrorCode::authorization_failed;
}

const Revision* pick(std::span<const Revision> ours, const Json& offered) {
  for (const auto& revision : ours) {
    if (std::ranges::find(offered, revision.name) != offered.end()) return &revision;
  }
  return nullptr;
}

// Whether this response to `initialize` is the rejection by a 2026-07-28 server.
bool offers_modern(const Result<Json>& initialized) {
  const Json* versions = offered_versions(initialized);
  return versions && !initialized && pick(modern_revisions(), *versions);
}

Error not_modern(const Result<Json>& response) {
  if (response) return violation("The server's response to server/discover names no versions");
  const bool gone = response.error().code() == ErrorCode::connection_closed ||
                    response.error().code() == ErrorCode::request_timed_out;
  if (gone || lacks_credentials(response)) return response.error();
  return Error(ErrorCode::unsupported_protocol_version,
               "The server does not speak " + std::string(modern_client_wire().revision()) +
                   "; to server/discover it says: " + response.error().what());
}

class Opening {
 public:
  Opening(Conversation& conversation, const CallerInfo& self, const ClientOptions& options,
          std::stop_token stop)
      : conversation_(conversation),
        self_(self),
        options_(options),
        stop_(std::move(stop)),
        deadline_(Clock::now() + options.connect_timeout) {}

  Agreement modern() {
    const auto response = discover(time_left());
    if (is_modern_error(response)) throw response.error();
    const Json* offered = offered_versions(response);
    if (!offered) throw in_time(not_modern(response));
    if (!pick(modern_revisions(), *offered)) throw no_common_version(*offered);
    return modern_agreement(accepted(response));
  }

  Agreement legacy(const Revision& revision) {
    auto response = ask(method::initialize, initialize_params(revision), time_left());
    if (!response) throw in_time(std::move(response).error());
    return legacy_agreement(*response);
  }

  Agreement either(const std::function<void()>& restart) {
    ProbeRequests requests(conversation_, stop_);
    requests.send(method::discover, discover_params());
    // Leaves half of the time for `initialize` if the server does not respond.
    const auto probe = std::min(options_.probe_timeout, options_.connect_timeout / 2);
    const auto responses = requests.wait(
        Clock::now() + probe, [](const Responses& all) { return all.contains(method::discover); });
    const auto response = responses.find(method::discover);
    if (response == responses.end()) return of_a_silent_one(requests, restart);
    responded();
    if (lacks_credentials(response->second)) throw response->second.error();
    if (knows_modern(response->second)) return offered(response->second);
    if (is_closed(response->second)) {
      restart();
      return legacy(legacy_revisions().front());
    }
    return legacy_after(
        ask(method::initialize, initialize_params(legacy_revisions().front()), time_left()),
        restart);
  }

 private:
  using Clock = std::chrono::steady_clock;
  using Responses = ProbeRequests::Responses;

  // The server has not responded to `server/discover`, so `initialize` is sent as well. A modern
  // server that starts slowly responds to both requests, a legacy one only to `initialize`.
  Agreement of_a_silent_one(ProbeRequests& requests, const std::function<void()>& restart) {
    requests.send(method::initialize, initialize_params(legacy_revisions().front()));
    const auto decides = [](const Responses& all) {
      const auto discovered = all.find(method::discover);
      const bool is_known = discovered != all.end() && (knows_modern(discovered->second) ||
                                                        lacks_credentials(discovered->second));
      if (is_known) return true;
      const auto initialized = all.find(method::initialize);
      if (initialized == all.end()) return false;
      // The rejection of `initialize` may arrive before the response to `server/discover`.
      return !offers_modern(initialized->second) || discovered != all.end();
    };
    Responses responses = requests.wait(deadline_, decides);
    if (!decides(responses)) throw in_time(Error(ErrorCode::request_timed_out, "No response"));
    for (const auto& [method, response] : responses) {
      if (lacks_credentials(response)) throw response.error();
    }
    if (!responses.contains(method::discover)) {
      // A server that handles requests concurrently may respond to the second one first.
      responses =
          requests.wait(std::min(deadline_, Clock::now() + overtaken_by),
                        [](const Responses& all) { return all.contains(method::discover); });
    }
    const auto discovered = responses.find(method::discover);
    if (discovered != responses.end() && knows_modern(discovered->second)) {
      return offered(discovered->second);
    }
    return legacy_after(responses.at(std::string(method::initialize)), restart);
  }

  // Handles the response to `initialize` of a server that did not know `server/discover`. A server
  // that took `server/discover` for its first message may reject `initialize`: it is restarted.
  Agreement legacy_after(const Result<Json>& response, const std::function<void()>& restart) {
    if (response) return legacy_agreement(*response);
    if (offers_modern(response)) return modern();
    if (response.error().code() == ErrorCode::request_timed_out) throw in_time(response.error());
    restart();
    return legacy(legacy_revisions().front());
  }

  // Handles the response to `server/discover` of a server that knows the method.
  Agreement offered(const Result<Json>& response) {
    if (is_modern_error(response)) throw response.error();
    const Json& versions = *offered_versions(response);
    if (pick(modern_revisions(), versions)) return modern_agreement(accepted(response));
    const Revision* common = pick(legacy_revisions(), versions);
    if (!common) throw no_common_version(versions);
    return legacy(*common);
  }

  Agreement legacy_agreement(const Json& result) {
    const auto version = result.find("protocolVersion");
    if (version == result.end() || !version->is_string()) {
      throw violation("The server's response to initialize has no protocolVersion");
    }
    const auto* agreed = find_revision(legacy_revisions(), version->get_ref<const std::string&>());
    if (!agreed) throw no_common_version(Json::array({*version}));
    const auto server = result.find("serverInfo");
    Agreement agreement{
        &legacy_client_wire(*agreed), &legacy_era(),
        read_server(result, agreed->name, server == result.end() ? nullptr : &*server)};
    conversation_.notify(method::initialized, nullptr);
    if (self_.log_threshold && agreement.server.capabilities.logging) {
      (void)ask(method::set_log_level, {{"level", encode(*self_.log_threshold)}}, time_left());
    }
    return agreement;
  }

  Json discover_params() const { return modern_client_wire().params(nullptr, self_); }

  // Only legacy clients send notifications when their roots change (see Client::roots_changed).
  Json initialize_params(const Revision& revision) const {
    ClientCapabilities capabilities = self_.capabilities;
    capabilities.roots_list_changed = capabilities.roots;
    return {{"protocolVersion", revision.name},
            {"capabilities", to_json(capabilities)},
            {"clientInfo", encode(self_.client.value_or(Implementation{}))}};
  }

  Result<Json> discover(std::chrono::milliseconds timeout) {
    return ask(method::discover, discover_params(), timeout);
  }

  Result<Json> ask(std::string_view method, Json params, std::chrono::milliseconds timeout) {
    auto response = conversation_.ask(method, std::move(params), timeout, stop_);
    if (response) responded();
    if (!stop_.stop_requested()) return response;
    throw Error(ErrorCode::request_cancelled, "Cancelled while connecting");
  }

  // If the server rejected the version but lists it as supported, the request is sent once more.
  Json accepted(const Result<Json>& response) {
    if (response) return *response;
    auto second = discover(time_left());
    if (!second) throw in_time(std::move(second).error());
    return *std::move(second);
  }

  static Agreement modern_agreement(const Json& result) {
    const auto& wire = modern_client_wire();
    return {&wire, &modern_era(),
            read_server(result, wire.revision(), meta::find(result, meta::server_info))};
  }

  // The error of a timeout names connect_timeout, which limits connecting as a whole.
  Error in_time(Error error) const {
    if (error.code() != ErrorCode::request_timed_out) return error;
    return Error(error.code(), "The server did not respond within " +
                                   std::to_string(options_.connect_timeout.count()) + " ms");
  }

  // A response after the deadline had to wait until the client was authorized.
  void responded() {
    if (Clock::now() >= deadline_) deadline_ = Clock::now() + options_.connect_timeout;
  }

  std::chrono::milliseconds time_left() const {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
    return std::max(left, std::chrono::milliseconds(1));
  }

  Conversation& conversation_;
  const CallerInfo& self_;
  const ClientOptions& options_;
  const std::stop_token stop_;
  Clock::time_point deadline_;
};

}  // namespace

Agreement agree(Conversation& conversation, const CallerInfo& self, const ClientOptions& options,
                const std::function<void()>& restart, const std::stop_token& stop) {
  Opening opening(conversation, self, options, stop);
  switch (options.era) {
    case Era::modern:
      return opening.modern();
    case Era::legacy:
      return opening.legacy(legacy_revisions().front());
    case Era::automatic:
      break;
  }
  return opening.either(restart);
}

Agreement agree_again(Conversation& conversation, const CallerInfo& self,
                      const ClientOptions& options, const Agreement& before,
                      const std::stop_token& stop) {
  const auto* revision = find_revision(legacy_revisions(), before.wire->revision());
  // A modern server needs no handshake: every request carries version, identity and capabilities.
  return revision ? Opening(conversation, self, options, stop).legacy(*revision) : before;
}

}  // namespace mcp
