#include "bridge/servers/servers.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <thread>

#include "bridge/servers/catalog.hpp"
#include "bridge/servers/server_login.hpp"
#include "bridge/servers/session_connection.hpp"
#include "bridge/servers/tool_names.hpp"

namespace mcp::bridge {

/// By the position of the server in the configuration; null for servers that need no tokens.
using Logins = std::vector<std::shared_ptr<ServerLogin>>;

/// The connections of one session, by the name of the server.
class SessionConnections {
 public:
  /// `logins`: one for each of `configs`.
  SessionConnections(const std::vector<ServerConfig>& configs, const ServersOptions& options,
                     const Logins& logins) {
    for (std::size_t i = 0; i < configs.size(); ++i) {
      if (configs[i].disabled) continue;
      connections_.try_emplace(configs[i].name, configs[i], options, logins[i]);
    }
  }

  SessionConnection& to(const std::string& server) {
    const auto found = connections_.find(server);
    if (found == connections_.end()) {
      throw Error(ErrorCode::connection_closed, "There is no server `" + server + "`");
    }
    return found->second;
  }

  /// `all`, but with this session's own list for servers that have changed their tools in it.
  std::shared_ptr<const ToolSet> changed(std::shared_ptr<const ToolSet> all,
                                         const std::stop_token& stop) {
    std::shared_ptr<ToolSet> changed;
    for (auto& [name, connection] : connections_) {
      const auto own = connection.own_tools(stop).tools;
      if (!own) continue;
      if (!changed) changed = std::make_shared<ToolSet>(*all);
      std::erase_if(changed->tools, [&](const OfferedTool& tool) { return tool.server == name; });
      changed->tools.insert(changed->tools.end(), own->begin(), own->end());
    }
    if (!changed) return all;
    give_api_names(changed->tools);
    return changed;
  }

  /// Closes all connections in parallel, because each may take seconds.
  void close() {
    std::vector<std::jthread> closing;
    for (auto& [name, connection] : connections_) {
      closing.emplace_back([&closed = connection] { closed.close(); });
    }
  }

 private:
  std::map<std::string, SessionConnection> connections_;
};

namespace {

/// The functions of Servers that a session uses. They work even after Servers was destroyed.
struct WholeView {
  std::function<std::shared_ptr<const ToolSet>(bool all, const std::stop_token&)> tools;
  std::function<bool(const OfferedTool&, const std::stop_token&)> still_describes;
};

class Session final : public ServerSession {
 public:
  Session(std::shared_ptr<SessionConnections> connections, WholeView whole)
      : connections_(std::move(connections)), whole_(std::move(whole)) {}
  ~Session() override { connections_->close(); }
  void close() override { connections_->close(); }

  std::shared_ptr<const ToolSet> tools(std::stop_token stop) override {
    return connections_->changed(whole_.tools(false, stop), stop);
  }
  std::shared_ptr<const ToolSet> all_tools(std::stop_token stop) override {
    return connections_->changed(whole_.tools(true, stop), stop);
  }

  CallToolResult call(const OfferedTool& tool, const Json& arguments,
                      const ToolCallHandlers& handlers, std::stop_token stop) override {
    SessionConnection& connection = connections_->to(tool.server);
    const auto own = connection.own_tools(stop);
    const bool same = own.tools ? describes(*own.tools, tool) : whole_.still_describes(tool, stop);
    if (!own.current || !same) {
      throw Error(
          ErrorCode::invalid_params,
          "The definition of `" + tool.tool.name +
              "` has changed since it was offered, so it was not called. Read the new definition.");
    }
    if (stop.stop_requested()) throw Error(ErrorCode::request_cancelled, "Cancelled");
    return connection.call(tool.tool.name, arguments, handlers, std::move(stop));
  }

 private:
  const std::shared_ptr<SessionConnections> connections_;
  const WholeView whole_;
};

using Listing = std::shared_ptr<const std::vector<OfferedTool>>;

std::shared_ptr<const ToolSet> all_of(const std::vector<Listing>& listings,
                                      std::vector<std::string> starting,
                                      std::vector<std::string> logged_out) {
  auto all = std::make_shared<ToolSet>();
  all->starting = std::move(starting);
  all->logged_out = std::move(logged_out);
  for (const auto& listing : listings) {
    if (listing) all->tools.insert(all->tools.end(), listing->begin(), listing->end());
  }
  give_api_names(all->tools);
  return all;
}

}  // namespace

class Servers::Impl : public std::enable_shared_from_this<Servers::Impl> {
 public:
  Impl(std::vector<ServerConfig> configs, const ServersOptions& options)
      : configs_(std::move(configs)),
        options_(options),
        credentials_(options.credentials ? options.credentials : memory_credential_store()) {
    for (std::size_t i = 0; i < configs_.size(); ++i) {
      logins_.push_back(login_of(i));
      catalogs_.push_back(
          std::make_unique<Catalog>(configs_[i], options_, logins_[i], [this] { notify(); }));
    }
  }

  ~Impl() {
    for (const auto& login : logins_) {
      if (login) login->stop();  // it notifies the catalogs
    }
    std::vector<std::jthread> ending;
    for (auto& catalog : catalogs_) {
      ending.emplace_back([&ended = catalog] { ended.reset(); });
    }
    for (const auto& weak : sessions_) {
      if (const auto session = weak.lock()) session->close();
    }
  }

  std::shared_ptr<const ToolSet> tools(std::chrono::milliseconds start_wait,
                                       const std::stop_token& stop) {
    for (const auto& catalog : catalogs_) catalog->want();
    std::vector<Listing> listings;
    std::vector<std::string> starting;
    std::vector<std::string> logged_out;
    for (std::size_t i = 0; i < catalogs_.size(); ++i) {
      catalogs_[i]->settle(start_wait, stop);
      listings.push_back(catalogs_[i]->tools());
      if (catalogs_[i]->is_starting()) starting.push_back(configs_[i].name);
      if (catalogs_[i]->is_logged_out()) logged_out.push_back(configs_[i].name);
    }
    const std::scoped_lock lock(mutex_);
    if (!tools_ || listings != listings_ || starting != tools_->starting ||
        logged_out != tools_->logged_out) {
      tools_ = all_of(listings, std::move(starting), std::move(logged_out));
      listings_ = std::move(listings);
    }
    return tools_;
  }

  const ServersOptions& options() const { return options_; }

  std::unique_ptr<ServerSession> open_session() {
    auto connections = std::make_shared<SessionConnections>(configs_, options_, logins_);
    const std::scoped_lock lock(mutex_);
    std::erase_if(sessions_, [](const auto& weak) { return weak.expired(); });
    sessions_.push_back(connections);
    return std::make_unique<Session>(std::move(connections), whole_view());
  }

  WholeView whole_view() {
    return {.tools =
                [weak = weak_from_this()](bool all, const std::stop_token& stop) {
                  const auto servers = weak.lock();
                  if (!servers) return std::make_shared<const ToolSet>();
                  return servers->tools(
                      all ? std::chrono::milliseconds::max() : servers->options().start_wait, stop);
                },
            .still_describes =
                [weak = weak_from_this()](const OfferedTool& tool, const std::stop_token& stop) {
                  const auto servers = weak.lock();
                  return !servers || servers->still_describes(tool, stop);
                }};
  }

  bool still_describes(const OfferedTool& tool, const std::stop_token& stop) const {
    for (std::size_t i = 0; i < configs_.size(); ++i) {
      if (configs_[i].name == tool.server) return catalogs_[i]->still_describes(tool, stop);
    }
    return true;
  }

  std::vector<ServerStatus> status() const {
    std::vector<ServerStatus> all;
    for (const auto& catalog : catalogs_) all.push_back(catalog->status());
    return all;
  }

  void receive_logins_at(std::string redirect_uri) {
    const std::scoped_lock lock(mutex_);
    redirect_uri_ = std::move(redirect_uri);
  }

  std::optional<ServerStatus> log_in(const std::string& server, const std::stop_token& stop) {
    constexpr std::chrono::seconds longest_discovery(30);
    const auto at = with_login(server);
    if (!at) return std::nullopt;
    Catalog& catalog = *catalogs_[*at];
    const ServerState state = catalog.status().state;
    if (state == ServerState::stopped || state == ServerState::failed) catalog.restart();
    catalog.wait_for_login(longest_discovery, stop);
    return catalog.status();
  }

  LoginResult finish_login(const std::string& state, const std::string& query,
                           const std::stop_token& stop) const {
    for (const auto& login : logins_) {
      const auto result = login ? login->finish(state, query, stop) : LoginResult::unknown;
      if (result != LoginResult::unknown) return result;
    }
    return LoginResult::unknown;
  }

  bool log_out(const std::string& server, const std::stop_token& stop) {
    const auto at = with_login(server);
    if (!at) return false;
    std::optional<Error> failure;
    try {
      logins_[*at]->log_out(stop);
    } catch (const Error& thrown) {
      failure = thrown;
    }
    catalogs_[*at]->restart();
    if (failure) throw *failure;
    return true;
  }

  void on_change(std::function<void()> changed) {
    const std::scoped_lock lock(mutex_);
    on_change_ = std::move(changed);
  }

 private:
  std::shared_ptr<ServerLogin> login_of(std::size_t at) {
    const ServerConfig& config = configs_[at];
    if (!config.needs_tokens() || config.disabled) return nullptr;
    return std::make_shared<ServerLogin>(
        config, ServerLogin::Options{.store = credentials_,
                                     .redirect_uri = [this] { return redirect_uri(); },
                                     .login_time = options_.login_time,
                                     .page_time = options_.login_page_time,
                                     .on_change =
                                         [this, at] {
                                           catalogs_[at]->login_changed();
                                           notify();
                                         }});
  }

  // The position of a server at which users log in.
  std::optional<std::size_t> with_login(const std::string& server) const {
    for (std::size_t i = 0; i < configs_.size(); ++i) {
      const bool has_login = logins_[i] && configs_[i].auth.type == AuthType::oauth;
      if (configs_[i].name == server && has_login) return i;
    }
    return std::nullopt;
  }

  std::string redirect_uri() const {
    const std::scoped_lock lock(mutex_);
    if (!redirect_uri_.empty()) return redirect_uri_;
    throw Error(ErrorCode::authorization_failed, "The bridge does not receive logins yet");
  }

  void notify() {
    std::function<void()> changed;
    {
      const std::scoped_lock lock(mutex_);
      changed = on_change_;
    }
    if (changed) changed();
  }

  const std::vector<ServerConfig> configs_;
  const ServersOptions options_;
  const std::shared_ptr<CredentialStore> credentials_;
  Logins logins_;
  std::vector<std::unique_ptr<Catalog>> catalogs_;

  mutable std::mutex mutex_;  // guards the members below
  std::function<void()> on_change_;
  std::string redirect_uri_;
  std::vector<Listing> listings_;  // from which tools_ was built
  std::shared_ptr<const ToolSet> tools_;
  std::vector<std::weak_ptr<SessionConnections>> sessions_;
};

Servers::Servers(std::vector<ServerConfig> configs, ServersOptions options)
    : impl_(std::make_shared<Impl>(std::move(configs), options)) {}
Servers::~Servers() = default;

std::shared_ptr<const ToolSet> Servers::tools(std::stop_token stop) {
  return impl_->tools(impl_->options().start_wait, stop);
}
std::shared_ptr<const ToolSet> Servers::all_tools(std::stop_token stop) {
  return impl_->tools(std::chrono::milliseconds::max(), stop);
}
std::unique_ptr<ServerSession> Servers::open_session() {
  return impl_->open_session();
}
std::vector<ServerStatus> Servers::status() const {
  return impl_->status();
}
void Servers::receive_logins_at(std::string redirect_uri) {
  impl_->receive_logins_at(std::move(redirect_uri));
}
std::optional<ServerStatus> Servers::log_in(const std::string& server,
                                            const std::stop_token& stop) {
  return impl_->log_in(server, stop);
}
LoginResult Servers::finish_login(const std::string& state, const std::string& query,
                                  const std::stop_token& stop) {
  return impl_->finish_login(state, query, stop);
}
bool Servers::log_out(const std::string& server, const std::stop_token& stop) {
  return impl_->log_out(server, stop);
}
void Servers::on_change(std::function<void()> callback) {
  impl_->on_change(std::move(callback));
}

}  // namespace mcp::bridge
