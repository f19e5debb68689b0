#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "mcp/message.hpp"

namespace mcp {

/// The requests that one side has sent and that have no response yet. The callback of each is
/// called exactly once: by `resolve`, `give_up` or `close`, on the calling thread, without a lock
/// held. Any thread.
class Correlator {
 public:
  using Answered = std::function<void(Result<Json>)>;

  /// Registers a request and returns its id, which was never used before. After `close` the
  /// callback gets the error of `close` at once, and the id is not registered.
  RequestId open(Answered answered);

  /// Passes a response to the callback of its request. False: no open request has this id.
  bool resolve(Response response);

  /// Ends the request with `error` if it is still open; a response that arrives later is not
  /// resolved.
  bool give_up(const RequestId& id, Error error);

  /// Ends all open requests, and every one that is opened from now on, with `error`.
  void close(Error error);

  /// Allows new requests after `close`. Ids are not reused.
  void reopen();

  bool is_open(const RequestId& id) const;
  std::size_t size() const;

 private:
  std::optional<Answered> take(const RequestId& id);

  mutable std::mutex mutex_;
  std::int64_t next_ = 1;
  std::map<RequestId, Answered> open_;
  std::optional<Error> closed_;
};

}  // namespace mcp
