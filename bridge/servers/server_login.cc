#include "bridge/servers/server_login.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "http_client/url.hpp"
#include "text/percent.hpp"

namespace mcp::bridge {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds longest_token_request(20);

Error cancelled() {
  return Error(ErrorCode::request_cancelled, "Cancelled");
}

Error shutting_down() {
  return Error(ErrorCode::connection_closed, "The bridge is shutting down");
}

std::string host_of(const std::string& url) {
  const auto parsed = http::client::parse_url(url);
  if (!parsed) throw Error(ErrorCode::authorization_failed, "The login page has an invalid URL");
  const std::string origin = parsed->origin();
  return origin.substr(origin.find("://") + 3);
}

std::string state_of(const std::string& url) {
  const auto parsed = http::client::parse_url(url);
  std::string_view query = parsed ? std::string_view(parsed->query) : std::string_view();
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    if (pair.starts_with("state=")) return percent_decoded(pair.substr(pair.find('=') + 1));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  return {};
}

}  // namespace

/// One authorization: a refresh, or a login.
struct ServerLogin::Attempt {
  bool wants_user() const { return !host.empty(); }

  const Clock::time_point began = Clock::now();
  std::stop_source stop = {};
  int waiting = 0;            // connections
  bool is_abandoned = false;  // none waits any more
  bool has_ended = false;
  bool repeat = false;
  bool is_page_over = false;  // the user has not come back in time
  std::optional<Error> failure = {};
  // Set while the user has to log in.
  std::string url = {};
  std::string host = {};
  std::string state = {};
  std::optional<std::string> redirect = {};  // the query of the redirect
};

/// Shows the page of the authorization server to the users of the bridge.
class ServerLogin::Page final : public UserAgent {
 public:
  explicit Page(ServerLogin& login) : login_(login) {}

  std::string redirect_uri(const std::string&) override { return login_.options_.redirect_uri(); }
  std::string authorize(const std::string& url, const std::stop_token& stop) override {
    return login_.ask_user(url, stop);
  }

 private:
  ServerLogin& login_;
};

ServerLogin::ServerLogin(const ServerConfig& config, Options options)
    : server_url_(config.url),
      auth_(config.auth),
      options_(std::move(options)),
      provider_(make_provider()) {}

ServerLogin::~ServerLogin() {
  stop();
}

std::shared_ptr<TokenProvider> ServerLogin::make_provider() {
  AuthorizationCodeGrant grant{.user_agent = std::make_shared<Page>(*this),
                               .client_metadata_url = auth_.client_metadata_url,
                               .client_name = "mcp-bridge",
                               .timeout = std::min(options_.page_time, options_.login_time)};
  if (!auth_.client.client_id.empty()) grant.client = auth_.client;
  OAuthOptions options{.server_url = server_url_,
                       .grant = std::move(grant),
                       .scopes = auth_.scopes,
                       .store = options_.store};
  if (auth_.type == AuthType::client_credentials) {
    options.grant = ClientCredentialsGrant{auth_.client};
  }
  return oauth_provider(std::move(options));
}

std::shared_ptr<TokenProvider> ServerLogin::provider() const {
  const std::scoped_lock lock(mutex_);
  return provider_;
}

TokenProvider::Headers ServerLogin::headers(std::string_view method, const std::string& url) {
  return provider()->headers(method, url);
}

bool ServerLogin::must_renew() {
  return provider()->must_renew();
}

void ServerLogin::received(const std::map<std::string, std::string>& headers) {
  provider()->received(headers);
}

void ServerLogin::stop() {
  std::jthread thread;
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    if (attempt_) attempt_->stop.request_stop();
    thread = std::move(thread_);
  }
  if (thread.joinable()) thread.join();
}

bool ServerLogin::authorize(const AuthorizationChallenge& challenge, const std::stop_token& stop,
                            const std::function<void(const std::string&)>& wants_user) {
  const auto end = Clock::now() + options_.login_time;
  bool is_told = false;
  Lock lock(mutex_);
  while (true) {
    const auto attempt = join(challenge, stop, lock);
    const auto has_news = [&] { return attempt->has_ended || (!is_told && attempt->wants_user()); };
    if (changed_.wait(lock, stop, has_news) && !attempt->has_ended) {
      is_told = true;
      const std::string host = attempt->host;
      lock.unlock();
      wants_user(host);
      lock.lock();
    }
    if (!changed_.wait(lock, stop, [&] { return attempt->has_ended; })) leave(attempt, lock);
    if (attempt->is_page_over && Clock::now() < end) continue;
    if (attempt->failure) throw *attempt->failure;
    return attempt->repeat;
  }
}

// The attempt that the connection waits for. One that is being cancelled must end first, because it
// would fail the connection.
std::shared_ptr<ServerLogin::Attempt> ServerLogin::join(const AuthorizationChallenge& challenge,
                                                        const std::stop_token& stop, Lock& lock) {
  const auto is_free = [this] { return stopped_ || !attempt_ || !attempt_->is_abandoned; };
  if (!changed_.wait(lock, stop, is_free)) throw cancelled();
  if (stopped_) throw shutting_down();
  if (!attempt_) begin(challenge);
  ++attempt_->waiting;
  return attempt_;
}

// A login that no connection waits for any more is cancelled.
void ServerLogin::leave(const std::shared_ptr<Attempt>& attempt, Lock& lock) {
  attempt->is_abandoned = --attempt->waiting == 0;
  const bool is_last = attempt->is_abandoned;
  lock.unlock();
  if (is_last) attempt->stop.request_stop();
  throw cancelled();
}

// With `mutex_` held. The previous thread has done its work, but may still need the lock to end.
void ServerLogin::begin(const AuthorizationChallenge& challenge) {
  attempt_ = std::make_shared<Attempt>();
  thread_ =
      std::jthread([this, challenge, attempt = attempt_, previous = std::move(thread_)]() mutable {
        if (previous.joinable()) previous.join();
        run(attempt, challenge);
      });
}

void ServerLogin::run(const std::shared_ptr<Attempt>& attempt,
                      const AuthorizationChallenge& challenge) {
  bool repeat = false;
  std::optional<Error> failure;
  std::string error;
  try {
    repeat = provider()->authorize(challenge, attempt->stop.get_token());
  } catch (const Error& thrown) {
    const bool is_cancelled = thrown.code() == ErrorCode::request_cancelled;
    if (!is_cancelled) error = thrown.what();
    failure =
        is_cancelled ? Error(ErrorCode::authorization_failed, "The login was cancelled") : thrown;
  } catch (const std::exception& thrown) {
    failure.emplace(ErrorCode::authorization_failed, thrown.what());
  }
  {
    const std::scoped_lock lock(mutex_);
    attempt->repeat = repeat;
    attempt->failure = failure;
    attempt->is_page_over = failure.has_value() && attempt->wants_user() && !attempt->redirect &&
                            Clock::now() >= attempt->began + options_.page_time;
    // An attempt that did not reach the user is reported by the connection that needed it.
    if (!attempt->wants_user()) error.clear();
    if (!attempt->is_page_over) error_ = error;
  }
  end(attempt);
}

void ServerLogin::end(const std::shared_ptr<Attempt>& attempt) {
  {
    const std::scoped_lock lock(mutex_);
    attempt->has_ended = true;
    attempt_ = nullptr;
  }
  changed();
}

// Called by the provider, on the thread of the attempt.
std::string ServerLogin::ask_user(const std::string& url, const std::stop_token& stop) {
  std::shared_ptr<Attempt> attempt;
  {
    const std::scoped_lock lock(mutex_);
    attempt = attempt_;
    attempt->host = host_of(url);
    attempt->state = state_of(url);
    attempt->url = url;
  }
  changed();
  Lock lock(mutex_);
  if (!changed_.wait(lock, stop, [&] { return attempt->redirect.has_value(); })) {
    throw cancelled();
  }
  return *attempt->redirect;
}

LoginStatus ServerLogin::status() const {
  LoginStatus status{.is_possible = auth_.type == AuthType::oauth};
  status.has_tokens = !provider()->headers("POST", server_url_).empty();
  const std::scoped_lock lock(mutex_);
  status.error = error_;
  if (!attempt_) return status;
  status.url = attempt_->url;
  status.host = attempt_->host;
  status.is_received = attempt_->redirect.has_value();
  return status;
}

bool ServerLogin::waits_for_user() const {
  const std::scoped_lock lock(mutex_);
  return attempt_ && attempt_->wants_user();
}

LoginResult ServerLogin::finish(const std::string& state, const std::string& query,
                                const std::stop_token& stop) {
  Lock lock(mutex_);
  const auto attempt = attempt_;
  if (!attempt || state.empty() || attempt->state != state || attempt->redirect) {
    return LoginResult::unknown;
  }
  attempt->redirect = query;
  lock.unlock();
  changed();
  lock.lock();
  changed_.wait_for(lock, stop, longest_token_request, [&] { return attempt->has_ended; });
  if (!attempt->has_ended) return LoginResult::running;
  return attempt->failure ? LoginResult::failed : LoginResult::finished;
}

// Is an attempt of its own, so that requests wait for its end instead of using the old tokens.
void ServerLogin::log_out(const std::stop_token& stop) {
  const auto attempt = std::make_shared<Attempt>();
  {
    Lock lock(mutex_);
    if (attempt_) attempt_->stop.request_stop();
    if (!changed_.wait(lock, stop, [this] { return !attempt_; }) || stopped_) throw shutting_down();
    attempt_ = attempt;
    error_.clear();
  }
  std::optional<Error> failure;
  try {
    mcp::log_out(server_url_, *options_.store, {}, stop);
  } catch (const Error& thrown) {
    failure = thrown;
  }
  {
    const std::scoped_lock lock(mutex_);
    provider_ = make_provider();
    attempt->repeat = true;
  }
  end(attempt);
  if (failure) throw *failure;
}

// Takes the lock so that a thread that is about to wait does not miss the notification.
void ServerLogin::changed() {
  { const std::scoped_lock lock(mutex_); }
  changed_.notify_all();
  options_.on_change();
}

namespace {

class ConnectionTokens final : public TokenProvider {
 public:
  ConnectionTokens(std::shared_ptr<ServerLogin> login,
                   std::function<void(const std::string&)> waits)
      : login_(std::move(login)), waits_(std::move(waits)) {}

  Headers headers(std::string_view method, const std::string& url) override {
    return login_->headers(method, url);
  }
  bool must_renew() override { return login_->must_renew(); }
  void received(const std::map<std::string, std::string>& headers) override {
    login_->received(headers);
  }

  bool authorize(const AuthorizationChallenge& challenge, const std::stop_token& stop) override {
    struct Wait {
      ~Wait() { tell(""); }
      const std::function<void(const std::string&)>& tell;
    } const wait{waits_};
    return login_->authorize(challenge, stop, waits_);
  }

 private:
  const std::shared_ptr<ServerLogin> login_;
  const std::function<void(const std::string&)> waits_;
};

}  // namespace

std::shared_ptr<TokenProvider> tokens_for_connection(
    std::shared_ptr<ServerLogin> login, std::function<void(const std::string& host)> waits) {
  return std::make_shared<ConnectionTokens>(std::move(login), std::move(waits));
}

}  // namespace mcp::bridge
