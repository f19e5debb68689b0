#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mcp/server/handlers.hpp"

namespace mcp::files {

/// A call of a tool that has ended. It never contains the content of a file.
struct RecordedCall {
  std::uint64_t number = 0;  ///< Counts the calls of a principal, from 1.
  std::chrono::system_clock::time_point begun = {};
  std::chrono::nanoseconds duration = {};
  std::string tool = {};
  std::string path = {};     ///< As the caller wrote it, its beginning if it is long.
  std::string outcome = {};  ///< "ok", "asked" (the client was asked a question), or an E_ code.
  std::optional<std::uint64_t> bytes = {};  ///< Size of the file, or of the part that was read.
};

struct CallLogLimits {
  std::size_t calls = 1'000;  ///< Of one principal; older ones are dropped.
  std::size_t principals = 32;
};

/// The last calls of each principal, in memory. Any thread.
class CallLog {
 public:
  /// Receives each call when it has ended. Any thread, several at once.
  using Report = std::function<void(const std::string& principal, const RecordedCall& call)>;

  explicit CallLog(Report report = {}, CallLogLimits limits = {})
      : report_(std::move(report)), limits_(limits) {}

  /// Numbers, reports and keeps a call. Forgets the principal whose last call is oldest when there
  /// are too many.
  void add(const std::string& principal, RecordedCall call);

  /// At most `count` calls of a principal with numbers below `before`, the newest first.
  std::vector<RecordedCall> last(const std::string& principal, std::uint64_t before,
                                 std::size_t count) const;

 private:
  struct Calls {
    std::uint64_t last_number = 0;
    std::uint64_t last_use = 0;
    std::deque<RecordedCall> kept;
  };

  void forget_oldest();

  const Report report_;
  const CallLogLimits limits_;
  mutable std::mutex mutex_;  // guards the members below
  std::uint64_t uses_ = 0;
  std::map<std::string, Calls> by_principal_;
};

/// The outcome of a reply: see RecordedCall.
std::string outcome_of(const ToolReply& reply);
/// The bytes that a reply says were written or read.
std::optional<std::uint64_t> bytes_of(const ToolReply& reply);

}  // namespace mcp::files
