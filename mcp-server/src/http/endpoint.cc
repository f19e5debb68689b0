#include <algorithm>

#include "http/accepted_type.hpp"
#include "http/cors.hpp"
#include "http/guard.hpp"
#include "http/mirror_check.hpp"
#include "http/modern_call.hpp"
#include "http/responses.hpp"
#include "http/session_table.hpp"
#include "http/stream_limit.hpp"
#include "mcp/server/http_endpoint.hpp"
#include "protocol/read_message.hpp"
#include "text/ascii.hpp"
#include "wire/methods.hpp"

namespace mcp::http {
namespace {

constexpr const char* session_header = "Mcp-Session-Id";
constexpr const char* version_header = "MCP-Protocol-Version";

// With this padding the parser needs no copy.
Result<Message, Malformed> parse_body(std::string& body, const MessageLimits& limits) {
  body.reserve(body.size() + json::padding);
  return parse_message(json::PaddedText{body}, limits);
}

// The body determines the era of a request; if it has no version, the header does.
bool is_modern(const Request& request, const Message& message) {
  const auto* asked = std::get_if<mcp::Request>(&message);
  if (asked && claims_modern(*asked)) return true;
  if (asked && asked->method == method::initialize) return false;
  const std::string* version = request.header(version_header);
  return version && !find_revision(legacy_revisions(), *version);
}

}  // namespace

class Endpoint::Impl {
 public:
  Impl(std::shared_ptr<ServerCore> core, EndpointOptions options)
      : core_(std::move(core)),
        options_(std::move(options)),
        sessions_(options_.max_sessions, options_.session_idle),
        streams_(options_.max_streams),
        replay_(std::make_shared<ReplayBudget>(options_.max_replay_bytes)) {}

  const EndpointOptions& options() const { return options_; }
  SessionTable& sessions() { return sessions_; }

  std::shared_ptr<Call> handle(Request request, std::shared_ptr<Responder> responder,
                               Clock::time_point now) {
    if (auto refusal = check_origin(request, options_)) return refuse_with(*responder, *refusal);
    responder = readable_by_page(request, std::move(responder));
    if (auto refusal = check_repeated(request)) return refuse_with(*responder, *refusal);
    if (is_preflight(request)) {
      answer_preflight(request, *responder);
      return nullptr;
    }
    const auto principal = authenticate(request);
    if (!principal) return refuse_with(*responder, principal.error());
    if (request.method == "POST") return post(request, std::move(responder), *principal, now);
    if (request.method == "GET") return get(request, std::move(responder), *principal, now);
    if (request.method == "DELETE") return end_session(request, *responder, *principal, now);
    return refuse_with(*responder, {405, Error(ErrorCode::invalid_request, "Send a POST")});
  }

  void end_streams() {
    for (const auto& call : modern_calls()) call->end_subscription();
    for (const auto& session : sessions_.all()) session->end_own_stream();
  }

  void cancel_all() {
    for (const auto& call : modern_calls()) call->disconnected();
    for (const auto& session : sessions_.all()) sessions_.remove(session);
  }

  bool wait_until_idle(std::chrono::milliseconds limit) {
    const auto deadline = Clock::now() + limit;
    const auto left = [&] {
      return std::chrono::duration_cast<std::chrono::milliseconds>(
          std::max(deadline - Clock::now(), Clock::duration::zero()));
    };
    bool idle = true;
    for (const auto& call : modern_calls()) idle = call->wait_until_idle(left()) && idle;
    for (const auto& session : sessions_.all()) idle = session->wait_until_idle(left()) && idle;
    return idle;
  }

 private:
  using Answer = std::shared_ptr<Call>;

  static Answer refuse_with(Responder& responder, const Refusal& refusal,
                            std::optional<RequestId> id = std::nullopt) {
    refuse(responder, refusal.status, refusal.error, std::move(id));
    return nullptr;
  }

  Result<std::string, Refusal> authenticate(const Request& request) const {
    if (!options_.authenticate) return std::string();
    const std::string* authorization = request.header("Authorization");
    try {
      auto principal = options_.authenticate(authorization ? *authorization : std::string_view());
      if (principal) return *std::move(principal);
    } catch (const std::exception&) {
      return Refusal{500, Error(ErrorCode::internal_error,
                                "The server could not check the credentials; try again later")};
    }
    return Refusal{401,
                   Error(ErrorCode::invalid_request, "Send a valid `Authorization: Bearer ...`")};
  }

  // Counts a notification stream of the caller.
  Result<std::shared_ptr<Responder>, Refusal> count_stream(const Request& request,
                                                           const std::string& principal,
                                                           std::shared_ptr<Responder> responder) {
    Responder& listener = *responder;
    auto counted =
        streams_.count(principal.empty() ? request.peer : principal, std::move(responder));
    if (!counted) {
      return Refusal{429, Error(ErrorCode::invalid_request,
                                "Too many open streams; end one before you open another")};
    }
    if (listener.may_stay_open()) return counted;
    return Refusal{503, Error(ErrorCode::internal_error,
                              "The server has no room for another stream; try again later")};
  }

  Answer post(Request& request, std::shared_ptr<Responder> responder, const std::string& principal,
              Clock::time_point now) {
    if (auto refusal = check_post_content(request)) return refuse_with(*responder, *refusal);
    responder = as_accepted(request, std::move(responder));
    if (request.body.size() > options_.limits.max_bytes) {
      return refuse_with(*responder,
                         {413, Error(ErrorCode::invalid_request, "The body is too large")});
    }
    auto message = parse_body(request.body, options_.limits);
    if (!message) {
      const Malformed& malformed = message.error();
      return refuse_with(*responder, {400, malformed.error}, malformed.id);
    }
    if (is_modern(request, *message)) {
      return post_modern(request, *std::move(message), std::move(responder), principal);
    }
    return post_legacy(request, *std::move(message), std::move(responder), principal, now);
  }

  // Spec: 2026-07-28 basic/transports/streamable-http, Sending Messages. Check order: missing
  // fields, header mismatches, unknown versions.
  Answer post_modern(const Request& request, Message message, std::shared_ptr<Responder> responder,
                     const std::string& principal) {
    if (std::holds_alternative<Notification>(message)) return take_modern(request, *responder);
    auto* asked = std::get_if<mcp::Request>(&message);
    if (!asked) {
      return refuse_with(*responder,
                         {400, Error(ErrorCode::invalid_request,
                                     "Clients must not send responses in this revision")});
    }
    auto caller = modern_server_wire().caller(*asked, {.principal = principal});
    const bool unknown =
        !caller && caller.error().code() == ErrorCode::unsupported_protocol_version;
    if (!caller && !unknown) return refuse_with(*responder, {400, caller.error()}, asked->id);
    if (auto done = check_mirrors(request, *asked, *core_); !done) {
      return refuse_with(*responder, {400, done.error()}, asked->id);
    }
    if (unknown) return refuse_with(*responder, {400, caller.error()}, asked->id);
    if (asked->method == method::listen) {
      if (auto refusal = check_get_content(request)) {
        return refuse_with(*responder, *refusal, asked->id);
      }
      auto counted = count_stream(request, principal, responder);
      if (!counted) return refuse_with(*responder, counted.error(), asked->id);
      responder = *std::move(counted);
    }
    const auto call = std::make_shared<ModernCall>(core_, principal, std::move(responder));
    remember(call);
    call->serve(std::move(*asked), *std::move(caller));
    return call;
  }

  // Ignores notifications: this revision defines none that a client may send over HTTP.
  static Answer take_modern(const Request& request, Responder& responder) {
    const std::string* version = request.header(version_header);
    if (!version || !find_revision(modern_revisions(), *version)) {
      return refuse_with(responder, {400, Error(ErrorCode::unsupported_protocol_version,
                                                "Unsupported MCP-Protocol-Version",
                                                {{"supported", revision_names(modern_revisions())},
                                                 {"requested", version ? *version : ""}})});
    }
    accept(responder);
    return nullptr;
  }

  // Spec: 2025-11-25 basic/transports, Session Management.
  Answer post_legacy(const Request& request, Message message, std::shared_ptr<Responder> responder,
                     const std::string& principal, Clock::time_point now) {
    auto* asked = std::get_if<mcp::Request>(&message);
    const auto id = asked ? std::optional<RequestId>(asked->id) : std::nullopt;
    if (asked && asked->method == method::initialize && !request.header(session_header)) {
      return open_session(std::move(*asked), responder, principal, now);
    }
    const auto session = find_session(request, principal, now);
    if (!session) return refuse_with(*responder, session.error(), id);
    if (asked) return (*session)->serve(std::move(*asked), std::move(responder));
    (*session)->take(std::move(message));
    accept(*responder);
    return nullptr;
  }

  Answer open_session(mcp::Request initialize, const std::shared_ptr<Responder>& responder,
                      const std::string& principal, Clock::time_point now) {
    const auto session = std::make_shared<HttpSession>(core_, principal, options_, replay_);
    session->touch(now);
    session->initialize(std::move(initialize), [this, session, responder, now](Response response) {
      opened(session, *responder, response, now);
    });
    return nullptr;
  }

  void opened(const std::shared_ptr<HttpSession>& session, Responder& responder,
              const Response& response, Clock::time_point now) {
    if (const auto* error = std::get_if<Error>(&response.outcome)) {
      session->end();
      refuse(responder, 400, *error, response.id);
      return;
    }
    if (!sessions_.add(session, now)) {
      session->end();
      refuse(responder, 503, Error(ErrorCode::internal_error, "Too many sessions"), response.id);
      return;
    }
    replay_->join(session);
    ResponseHead answer = head(200, "application/json");
    answer.headers.push_back({session_header, session->id()});
    responder.respond(std::move(answer), to_text(response));
  }

  Answer get(const Request& request, std::shared_ptr<Responder> responder,
             const std::string& principal, Clock::time_point now) {
    if (auto refusal = check_get_content(request)) return refuse_with(*responder, *refusal);
    if (!request.header(session_header)) {
      return refuse_with(
          *responder, {405, Error(ErrorCode::invalid_request,
                                  "A GET belongs to a session, which begins with `initialize`")});
    }
    const auto session = find_session(request, principal, now);
    if (!session) return refuse_with(*responder, session.error());
    auto counted = count_stream(request, principal, responder);
    if (!counted) return refuse_with(*responder, counted.error());
    const std::string* last = request.header("Last-Event-ID");
    if (!last) return (*session)->listen(*std::move(counted));
    // 405, because a client would reconnect again and again to a stream that ends at once.
    if ((*session)->ended_with(*last)) {
      return refuse_with(*responder, {405, Error(ErrorCode::invalid_request,
                                                 "The stream ended with this `Last-Event-ID`")});
    }
    if (auto call = (*session)->resume(*last, *std::move(counted))) return call;
    return refuse_with(*responder,
                       {400, Error(ErrorCode::invalid_request,
                                   "Unknown `Last-Event-ID`, or its events were dropped")});
  }

  Answer end_session(const Request& request, Responder& responder, const std::string& principal,
                     Clock::time_point now) {
    if (!request.header(session_header)) {
      return refuse_with(responder, {405, Error(ErrorCode::invalid_request, "Send a POST")});
    }
    const auto session = find_session(request, principal, now);
    if (!session) return refuse_with(responder, session.error());
    sessions_.remove(*session);
    responder.respond({200, {}}, {});
    return nullptr;
  }

  Result<SessionTable::Pointer, Refusal> find_session(const Request& request,
                                                      const std::string& principal,
                                                      Clock::time_point now) {
    const std::string* version = request.header(version_header);
    if (version && !find_revision(legacy_revisions(), *version)) {
      return Refusal{400, Error(ErrorCode::invalid_request, "Unsupported MCP-Protocol-Version")};
    }
    const std::string* id = request.header(session_header);
    if (!id) {
      return Refusal{400, Error(ErrorCode::invalid_request,
                                "Send the `Mcp-Session-Id` of the response to `initialize`")};
    }
    auto session = sessions_.find(*id, principal);
    if (!session) {
      return Refusal{404, Error(ErrorCode::invalid_request,
                                "Unknown or expired session; send `initialize` again")};
    }
    session->touch(now);
    return session;
  }

  void remember(const std::shared_ptr<ModernCall>& call) {
    std::scoped_lock lock(mutex_);
    if (calls_.size() >= 2 * living_ + 64) {
      std::erase_if(calls_, [](const auto& each) { return each.expired(); });
      living_ = calls_.size();
    }
    calls_.push_back(call);
  }

  std::vector<std::shared_ptr<ModernCall>> modern_calls() {
    std::scoped_lock lock(mutex_);
    std::vector<std::shared_ptr<ModernCall>> calls;
    for (const auto& each : calls_) {
      if (auto call = each.lock()) calls.push_back(std::move(call));
    }
    return calls;
  }

  const std::shared_ptr<ServerCore> core_;
  const EndpointOptions options_;
  SessionTable sessions_;
  StreamLimit streams_;
  const std::shared_ptr<ReplayBudget> replay_;
  std::mutex mutex_;
  std::vector<std::weak_ptr<ModernCall>> calls_;
  std::size_t living_ = 0;  // when the expired ones were last removed
};

Endpoint::Endpoint(Server& server, EndpointOptions options)
    : impl_(std::make_unique<Impl>(server.core_, std::move(options))) {}

Endpoint::~Endpoint() = default;

const EndpointOptions& Endpoint::options() const {
  return impl_->options();
}

std::shared_ptr<Call> Endpoint::handle(Request request, std::shared_ptr<Responder> responder,
                                       Clock::time_point now) {
  return impl_->handle(std::move(request), std::move(responder), now);
}

void Endpoint::expire(Clock::time_point now) {
  impl_->sessions().expire(now);
}

void Endpoint::end_streams() {
  impl_->end_streams();
}

void Endpoint::cancel_all() {
  impl_->cancel_all();
}

bool Endpoint::wait_until_idle(std::chrono::milliseconds limit) {
  return impl_->wait_until_idle(limit);
}

std::size_t Endpoint::sessions() const {
  return impl_->sessions().size();
}

}  // namespace mcp::http
