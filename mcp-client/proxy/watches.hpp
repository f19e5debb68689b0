#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mcp/server/gateway.hpp"
#include "server_link.hpp"

namespace mcp::proxy {

/// The subscriptions of one client: what it subscribes to is subscribed to once at the servers, and
/// the servers' notifications of changes are passed on, in the way of the client's revision. Any
/// thread.
/// Spec: 2026-07-28 basic/patterns/subscriptions; 2025-11-25 server/resources, Subscriptions.
class Watches : public std::enable_shared_from_this<Watches> {
 public:
  using Links = std::vector<std::shared_ptr<ServerLink>>;
  using OwnerOf = std::function<std::optional<std::size_t>(const std::string& uri)>;

  /// `session` is null for a client of 2026-07-28. `owner_of` says which server has a resource; if
  /// it does not know, all servers are asked.
  Watches(Links links, std::shared_ptr<GatewaySession> session, OwnerOf owner_of, Executor& workers)
      : links_(std::move(links)),
        session_(std::move(session)),
        owner_of_(std::move(owner_of)),
        workers_(workers) {}

  /// Subscribes to changes of the servers' lists; waits for the servers.
  void open_lists();
  /// The session's client has sent `initialized`: it gets changes from now on.
  void session_ready();
  /// `resources/subscribe` and `resources/unsubscribe`.
  void subscribe(const std::shared_ptr<GatewayRequest>& request);
  void unsubscribe(const std::shared_ptr<GatewayRequest>& request);
  /// `subscriptions/listen`. Throws Error when the request is malformed.
  void listen(const std::shared_ptr<GatewayRequest>& request);

  /// A notification of a change.
  void changed(const Notification& notification);
  /// All lists may have changed: a server was connected late.
  void all_changed();
  /// Whether changes are reported by this notification.
  static bool reports_change(const std::string& method);

  bool idle() const;
  /// Ends all subscriptions.
  void close();

 private:
  struct Listener {
    std::shared_ptr<GatewayRequest> request;
    std::set<std::string> methods;
    std::set<std::string> uris;
    bool acknowledged = false;
    std::vector<Notification> waiting;  // until the subscription is acknowledged

    bool wants(const Notification& notification) const;
  };
  using Subscriptions = std::vector<std::unique_ptr<Subscription>>;
  struct Watched {
    int clients = 0;
    Subscriptions subscriptions;
  };

  void work(const std::shared_ptr<GatewayRequest>& request, std::function<void()> work);
  void changed_for_session(const Notification& notification);
  void open(const std::string& uri);
  void release(const std::string& uri);
  void begin(const std::shared_ptr<Listener>& listener);
  void acknowledge(const std::shared_ptr<Listener>& listener);
  void end(const std::shared_ptr<Listener>& listener);
  static void send(const Listener& listener, Notification notification);

  const Links links_;
  const std::shared_ptr<GatewaySession> session_;
  const OwnerOf owner_of_;
  Executor& workers_;
  std::mutex changing_;       // held while subscriptions are opened and closed
  mutable std::mutex mutex_;  // guards the members below
  bool closed_ = false;
  std::list<std::shared_ptr<Listener>> listeners_;
  std::set<std::string> subscribed_;  // resources of the session
  bool ready_ = false;
  std::vector<Notification> kept_;  // until the session is ready
  std::map<const ServerLink*, std::unique_ptr<Subscription>> list_subscriptions_;
  std::map<std::string, Watched> watched_;
};

}  // namespace mcp::proxy
