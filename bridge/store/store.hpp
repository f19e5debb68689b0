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

/// The disk is full. Nothing was stored.
class StorageFull : public std::runtime_error {
 public:
  StorageFull() : std::runtime_error("the disk with the data directory is full") {}
};

struct StoredSession {
  std::string id;
  std::string project = {};
  std::string title = {};
  std::string model = {};  ///< Empty: the bridge's default.
  std::int64_t created_at = 0;
  std::int64_t updated_at = 0;
  std::int64_t head_seq = 0;  ///< Number of the log's last event when this was stored.
};

/// A message of the history, in the format of the Messages API.
struct StoredMessage {
  std::int64_t number = 0;  ///< In the session, from 1. Assigned by the store.
  std::string role;
  Json content = Json::array();
  /// Data that are not sent to the model: id, turn, usage, cost, stop reason, times, tool names.
  Json meta = Json::object();
  std::int64_t created_at = 0;
};

/// A tool call's request for approval, open or decided.
struct StoredApproval {
  std::string tool_use_id;
  std::string session;
  std::string turn = {};
  Json request = Json::object();  ///< What the user was shown.
  std::int64_t created_at = 0;
  std::int64_t expires_at = 0;
  std::optional<Resolution> resolution = {};  ///< Nothing: it is open.
};

/// A rule: a decision for future calls of a tool, or of all tools of a server.
struct StoredRule {
  std::int64_t id = 0;  ///< Assigned by the store.
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

/// Which sessions to return.
struct SessionFilter {
  std::string project = {};
  std::string text = {};  ///< Occurs in the title or a message; ASCII is case-insensitive.
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
  std::string message_id;  ///< The key: each message counts once.
  std::string model = {};
  Usage usage = {};
  std::optional<std::int64_t> cost_pico = {};  ///< 10^-12 USD; nothing: not priced.
  std::string price_revision = {};
  std::int64_t created_at = 0;
  std::optional<std::int64_t> saved_pico = {};  ///< Saved by cache reads; nothing: not priced.
};

struct UsageFilter {
  std::string tenant = {};  ///< Empty: any. The same for the texts below.
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
  std::int64_t cost_pico = 0;  ///< Of the requests with a price.
  std::int64_t unpriced = 0;   ///< Requests without a price.
  std::int64_t saved_pico = 0;
};

/// Persistent storage. Any thread. Each function is one transaction, which is on disk when it
/// returns. Throws std::runtime_error when the storage fails, and when messages, approvals, outputs
/// or rules are added to a session that does not exist. `put_*` replaces an existing record.
class Store {
 public:
  virtual ~Store() = default;

  virtual void put_session(const StoredSession& session) = 0;
  virtual std::optional<StoredSession> session(const std::string& id) = 0;
  /// Newest first.
  virtual std::vector<StoredSession> sessions(const SessionFilter& filter) = 0;
  /// Deletes the session with its content and its rules, but not its usage records.
  virtual void delete_session(const std::string& id) = 0;

  /// Appends messages. Returns the number of the first.
  virtual std::int64_t append(const std::string& session,
                              const std::vector<StoredMessage>& messages) = 0;
  virtual std::vector<StoredMessage> messages(const std::string& session) = 0;

  /// Adds an approval, or replaces an open one. Returns false, and changes nothing, when it was
  /// already decided.
  virtual bool put_approval(const StoredApproval& approval) = 0;
  /// Stores the decision if the approval is still open, and then returns true. Of several callers,
  /// also in several processes, only the first gets true, and only that one may act on it.
  virtual bool decide(const std::string& session, const std::string& tool_use_id,
                      Resolution resolution) = 0;
  /// An approval, open or decided.
  virtual std::optional<StoredApproval> approval(const std::string& session,
                                                 const std::string& tool_use_id) = 0;
  /// Open approvals, oldest first, including expired ones. An empty `session` means all sessions.
  virtual std::vector<StoredApproval> waiting_approvals(const std::string& session) = 0;

  /// Returns the id of the rule; if an equal rule exists, the id of that one.
  virtual std::int64_t add_rule(const StoredRule& rule) = 0;
  virtual bool delete_rule(std::int64_t id) = 0;
  virtual std::vector<StoredRule> rules() = 0;

  /// Returns false when the message already had a record, which is replaced.
  virtual bool add_usage(const UsageRecord& record) = 0;
  virtual UsageSum usage(const UsageFilter& filter) = 0;
  /// By session id; only sessions with usage.
  virtual std::map<std::string, UsageSum> usage_by_session(const UsageFilter& filter) = 0;
  /// By day (UTC, YYYY-MM-DD), oldest first.
  virtual std::vector<std::pair<std::string, UsageSum>> usage_by_day(const UsageFilter& filter) = 0;

  /// Stores the output of a tool that is too long for an event.
  virtual void put_output(const std::string& session, const std::string& tool_use_id,
                          const std::string& output) = 0;
  virtual std::optional<std::string> output(const std::string& session,
                                            const std::string& tool_use_id) = 0;
};

/// A store in a SQLite file, which is created, for its owner only, if it is missing; ":memory:" for
/// a store without a file. Throws std::runtime_error, which says what to do, when the file cannot
/// be used.
std::unique_ptr<Store> open_sqlite_store(const std::string& file);

}  // namespace mcp::bridge
