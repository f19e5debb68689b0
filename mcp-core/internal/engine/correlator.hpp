#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "mcp/message.hpp"

namespace mcp {

/// The calls that one side has made and that are not answered yet. Each is answered exactly once:
/// by its response, by being given up, or by the end of the connection. Any thread; callbacks run
/// without a lock held, on the thread that brought the answer.
class Correlator {
 public:
  using Answered = std::function<void(Result<Json>)>;

  /// Registers a call and gives it an id that was never used before. After `close` the callback
  /// gets the error of the closing at once, and the id is of no use.
  RequestId open(Answered answered);

  /// Hands a response to whoever waits for it. False: nobody does.
  bool resolve(Response response);

  /// Answers the call with `error` if it is still open; a response that comes later finds nobody.
  bool give_up(const RequestId& id, Error error);

  /// Answers all open calls, and every one opened from now on, with `error`.
  void close(Error error);

  /// After `close`: lets calls be made again. Ids go on where they were.
  void reopen();

  std::size_t size() const;

 private:
  std::optional<Answered> take(const RequestId& id);

  mutable std::mutex mutex_;
  std::int64_t next_ = 1;
  std::map<RequestId, Answered> open_;
  std::optional<Error> closed_;
};

}  // namespace mcp
