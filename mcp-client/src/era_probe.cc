#include "era_probe.hpp"

#include <algorithm>

#include "open_questions.hpp"
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
  return info;
}

// The versions named in a response to a modern request; null if the response is not a modern one.
// Spec: an error that is specific to 2026-07-28 comes from a server that knows it.
const Json* offered_versions(const Result<Json>& answer) {
  const Json* versions = nullptr;
  if (answer) {
    const auto found = answer->find("supportedVersions");
    if (found != answer->end()) versions = &*found;
  } else if (answer.error().code() == ErrorCode::unsupported_protocol_version &&
             answer.error().data().is_object()) {
    const auto found = answer.error().data().find("supported");
    if (found != answer.error().data().end()) versions = &*found;
  }
  return versions && versions->is_array() ? versions : nullptr;
}

// Errors that only a 2026-07-28 server sends, besides the one that names versions.
bool is_modern_error(const Result<Json>& answer) {
  if (answer) return false;
  const ErrorCode code = answer.error().code();
  return code == ErrorCode::header_mismatch || code == ErrorCode::missing_client_capability;
}

bool knows_modern(const Result<Json>& answer) {
  return is_modern_error(answer) || offered_versions(answer);
}

bool is_closed(const Result<Json>& answer) {
  return !answer && answer.error().code() == ErrorCode::connection_closed;
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

Error not_modern(const Result<Json>& answer) {
  if (answer) return violation("The server's answer to server/discover names no versions");
  const bool gone = answer.error().code() == ErrorCode::connection_closed ||
                    answer.error().code() == ErrorCode::request_timed_out;
  if (gone) return answer.error();
  return Error(ErrorCode::unsupported_protocol_version,
               "The server does not speak " + std::string(modern_client_wire().revision()) +
                   "; to server/discover it says: " + answer.error().what());
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
    const auto answer = discover(time_left());
    if (is_modern_error(answer)) throw answer.error();
    const Json* offered = offered_versions(answer);
    if (!offered) throw in_time(not_modern(answer));
    if (!pick(modern_revisions(), *offered)) throw no_common_version(*offered);
    return modern_agreement(accepted(answer));
  }

  Agreement legacy(const Revision& revision) {
    auto answer = ask(method::initialize, initialize_params(revision), time_left());
    if (!answer) throw in_time(std::move(answer).error());
    return legacy_agreement(*answer);
  }

  Agreement either(const std::function<void()>& restart) {
    OpenQuestions questions(conversation_, stop_);
    questions.ask(method::discover, discover_params());
    // Leaves half of the time for `initialize` if the server does not respond.
    const auto probe = std::min(options_.probe_timeout, options_.connect_timeout / 2);
    const auto answers = questions.wait(
        Clock::now() + probe, [](const Answers& all) { return all.contains(method::discover); });
    const auto answer = answers.find(method::discover);
    if (answer == answers.end()) return of_a_silent_one(questions, restart);
    if (knows_modern(answer->second)) return offered(answer->second);
    if (is_closed(answer->second)) {
      restart();
      return legacy(legacy_revisions().front());
    }
    return legacy_after(
        ask(method::initialize, initialize_params(legacy_revisions().front()), time_left()),
        restart);
  }

 private:
  using Clock = std::chrono::steady_clock;
  using Answers = OpenQuestions::Answers;

  // The server has not responded to `server/discover`, so `initialize` is sent as well. A modern
  // server that starts slowly responds to both requests, a legacy one only to `initialize`.
  Agreement of_a_silent_one(OpenQuestions& questions, const std::function<void()>& restart) {
    questions.ask(method::initialize, initialize_params(legacy_revisions().front()));
    const auto decides = [](const Answers& all) {
      const auto discovered = all.find(method::discover);
      if (discovered != all.end() && knows_modern(discovered->second)) return true;
      const auto initialized = all.find(method::initialize);
      if (initialized == all.end()) return false;
      // The rejection of `initialize` may arrive before the response to `server/discover`.
      return !offers_modern(initialized->second) || discovered != all.end();
    };
    Answers answers = questions.wait(deadline_, decides);
    if (!decides(answers)) throw in_time(Error(ErrorCode::request_timed_out, "No answer"));
    if (!answers.contains(method::discover)) {
      // A server that handles requests concurrently may respond to the second one first.
      answers = questions.wait(std::min(deadline_, Clock::now() + overtaken_by),
                               [](const Answers& all) { return all.contains(method::discover); });
    }
    const auto discovered = answers.find(method::discover);
    if (discovered != answers.end() && knows_modern(discovered->second)) {
      return offered(discovered->second);
    }
    return legacy_after(answers.at(std::string(method::initialize)), restart);
  }

  // Handles the response to `initialize` of a server that did not know `server/discover`. A server
  // that took `server/discover` for its first message may reject `initialize`: it is restarted.
  Agreement legacy_after(const Result<Json>& answer, const std::function<void()>& restart) {
    if (answer) return legacy_agreement(*answer);
    if (offers_modern(answer)) return modern();
    if (answer.error().code() == ErrorCode::request_timed_out) throw in_time(answer.error());
    restart();
    return legacy(legacy_revisions().front());
  }

  // Handles the response to `server/discover` of a server that knows the method.
  Agreement offered(const Result<Json>& answer) {
    if (is_modern_error(answer)) throw answer.error();
    const Json& versions = *offered_versions(answer);
    if (pick(modern_revisions(), versions)) return modern_agreement(accepted(answer));
    const Revision* common = pick(legacy_revisions(), versions);
    if (!common) throw no_common_version(versions);
    return legacy(*common);
  }

  Agreement legacy_agreement(const Json& result) {
    const auto version = result.find("protocolVersion");
    if (version == result.end() || !version->is_string()) {
      throw violation("The server's answer to initialize has no protocolVersion");
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
    auto answer = conversation_.ask(method, std::move(params), timeout, stop_);
    if (!stop_.stop_requested()) return answer;
    throw Error(ErrorCode::request_cancelled, "Cancelled while connecting");
  }

  // If the server rejected the version but lists it as supported, the request is sent once more.
  Json accepted(const Result<Json>& answer) {
    if (answer) return *answer;
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
    return Error(error.code(), "The server did not answer within " +
                                   std::to_string(options_.connect_timeout.count()) + " ms");
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
  const Clock::time_point deadline_;
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
