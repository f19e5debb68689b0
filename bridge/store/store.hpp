#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bridge/engine/model.hpp"
#include "bridge/store/decisions.hpp"
#include "mcp/json.hpp"

/// The records that the bridge stores. Times are milliseconds since 1970, UTC.
namespace mcp::bridge {

/// The disk has no room for what was to be kept. Nothing of it was.
class StorageFull : public std::runtime_error {
 public:
  StorageFull() : std::runtime_error("the disk with the data directory is full") {}
};

struct StoredSession {
  std::string id;
  std::string project = {};
  std::string title = {};
  std::string model = {};  ///< Empty: the bridge's.
  std::int64_t created_at = 0;
  std::int64_t updated_at = 0;
  std::int64_t head_seq = 0;  ///< Number of the last event that the log had when this was written.
};

/// A message of the history, as the Messages API spells it.
struct StoredMessage {
  std::int64_t number = 0;  ///< In the session, from 1. Given by the store.
  std::string role;
  Json content = Json::array();
  /// Not sent to the model: id, turn, usage, cost, stop reason, times, names of tools.
  Json meta = Json::object();
  std::int64_t created_at = 0;
};

/// A tool call that waits for a decision, or has had one.
struct StoredApproval {
  std::string tool_use_id;
  std::string session;
  std::string turn = {};
  Json request = Json::object();  ///< What the user was shown.
  std::int64_t created_at = 0;
  std::int64_t expires_at = 0;
  std::optional<Resolution> resolution = {};  ///< Nothing: it waits.
};

/// A standing decision on calls of tools.
struct StoredRule {
  std::int64_t id = 0;  ///< Given by the store.
  RuleEffect effect = RuleEffect::deny;
  std::string session = {};      ///< Empty: in all sessions.
  std::string server = {};       ///< Name of the server, for display.
  std::string identity = {};     ///< Of the server.
  std::string tool = {};         ///< Empty: all tools of the server.
  std::string schema_hash = {};  ///< Of the tool when the rule was made; empty with all tools.
  std::int64_t created_at = 0;
  /// For a rule about all tools: the hashes of the tools that the server had when it was made.
  std::vector<std::string> tool_hashes = {};
};

/// Which sessions are looked for.
struct SessionFilter {
  std::string project = {};
  std::string text = {};  ///< In the title or in what was said; case does not matter in ASCII.
  bool begun = false;     ///< Only those that have a message or a title...
  std::string also = {};  ///< ...and the one with this id.
  std::size_t limit = SIZE_MAX;
};

/// Usage and cost of one message.
struct UsageRecord {
  std::string tenant = {};
  std::string project = {};
  std::string session = {};
  std::string turn = {};
  std::string message_id;  ///< Counts once.
  std::string model = {};
  Usage usage = {};
  std::optional<std::int64_t> cost_pico = {};  ///< 10^-12 USD; nothing: not priced.
  std::string price_revision = {};
  std::int64_t created_at = 0;
  std::optional<std::int64_t> saved_pico = {};  ///< By reading from the cache; nothing: not priced.
};

struct UsageFilter {
  std::string tenant = {};  ///< Empty: any; the same for those below.
  std::string project = {};
  std::string session = {};
  std::string turn = {};
  std::int64_t from = 0;           ///< Inclusive.
  std::int64_t until = INT64_MAX;  ///< Exclusive.
  std::string message_id = {};
};

struct UsageSum {
  Usage usage = {};
  std::int64_t requests = 0;
  std::int64_t cost_pico = 0;  ///< Of the priced ones.
  std::int64_t unpriced = 0;   ///< Requests without a price.
  std::int64_t saved_pico = 0;
};

/// Keeps it over restarts. Any thread. Each function is one transaction, on disk when it returns;
/// throws std::runtime_error when the storage fails. What is put again is replaced. Messages,
/// approvals, outputs and rules of a session that is not there (any more) are a failure too.
class Store {
 public:
  virtual ~Store() = default;

  virtual void put_session(const StoredSession& session) = 0;
  virtual std::optional<StoredSession> session(const std::string& id) = 0;
  /// Newest first.
  virtual std::vector<StoredSession> sessions(const SessionFilter& filter) = 0;
  /// With everything in it, and the rules for it, but not its usage.
  virtual void delete_session(const std::string& id) = 0;

  /// Appends; the number of the first.
  virtual std::int64_t append(const std::string& session,
                              const std::vector<StoredMessage>& messages) = 0;
  virtual std::vector<StoredMessage> messages(const std::string& session) = 0;

  /// Adds one, or replaces one that still waits. False: it was decided before, and stays as it is.
  virtual bool put_approval(const StoredApproval& approval) = 0;
  /// Compare and set. True: it was waiting, and this is how it ended. The first of several wins,
  /// also between processes; only who gets true may act on it.
  virtual bool decide(const std::string& session, const std::string& tool_use_id,
                      Resolution resolution) = 0;
  /// Waiting or decided.
  virtual std::optional<StoredApproval> approval(const std::string& session,
                                                 const std::string& tool_use_id) = 0;
  /// Oldest first, also those that expired; of all sessions with an empty id.
  virtual std::vector<StoredApproval> waiting_approvals(const std::string& session) = 0;

  /// The number of the rule; that of an older one which says the same, if there is one.
  virtual std::int64_t add_rule(const StoredRule& rule) = 0;
  virtual bool delete_rule(std::int64_t id) = 0;
  virtual std::vector<StoredRule> rules() = 0;

  /// False: that message has been counted already; its record is replaced.
  virtual bool add_usage(const UsageRecord& record) = 0;
  virtual UsageSum usage(const UsageFilter& filter) = 0;
  /// Of those that have used something.
  virtual std::map<std::string, UsageSum> usage_by_session(const UsageFilter& filter) = 0;
  /// By day (UTC, YYYY-MM-DD), oldest first.
  virtual std::vector<std::pair<std::string, UsageSum>> usage_by_day(const UsageFilter& filter) = 0;

  /// Output of a tool that is too long for an event.
  virtual void put_output(const std::string& session, const std::string& tool_use_id,
                          const std::string& output) = 0;
  virtual std::optional<std::string> output(const std::string& session,
                                            const std::string& tool_use_id) = 0;
};

/// In a file of SQLite, which is made if it is not there, for its owner only; ":memory:" for none.
/// Throws std::runtime_error, which says what to do, when the file cannot be used.
std::unique_ptr<Store> open_sqlite_store(const std::string& file);

}  // namespace mcp::bridge
