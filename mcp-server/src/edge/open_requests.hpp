#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "edge/exchange.hpp"

namespace mcp {

/// The requests of one peer that have no response yet. Any thread.
class OpenRequests : public std::enable_shared_from_this<OpenRequests> {
 public:
  explicit OpenRequests(std::size_t limit) : limit_(limit) {}

  /// Keeps the exchange until it ends. Errors: `invalid_request` when its id is in use,
  /// `invalid_params` when its progress token is, `internal_error` when there are too many.
  /// Spec: 2026-07-28 basic, Requests; basic/patterns/progress.
  Result<Done> add(const ExchangePointer& exchange, std::optional<ProgressToken> token);

  /// Cancels the request of that id, if it is open.
  void cancel(const RequestId& id);
  void cancel_all();
  /// Calls `visit` with every exchange that is open now.
  void for_each(const std::function<void(Exchange&)>& visit);

  /// Waits until all requests have ended and their responses were passed to the sinks, at most
  /// `limit`; true if so.
  bool wait_until_none(std::chrono::milliseconds limit);

  /// Waits until another request fits, at most `limit`; true if so. Does not wait when only
  /// `waiting` or fewer requests are open: these wait for the peer.
  bool wait_for_room(std::size_t waiting, std::chrono::milliseconds limit);
  std::size_t unanswered() const;

 private:
  void remove(const RequestId& id, const std::optional<ProgressToken>& token);
  void left();

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable fewer_;
  std::map<RequestId, ExchangePointer> exchanges_;
  std::set<ProgressToken> tokens_;
  std::size_t unanswered_ = 0;
};

}  // namespace mcp
