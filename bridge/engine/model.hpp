#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/json.hpp"

/// One message of a language model. Source: the Messages API, https://docs.anthropic.com/en/api.
namespace mcp::bridge {

/// Tokens of one message, of which each is in one of the counts.
struct Usage {
  std::int64_t input = 0;  ///< Neither read from the cache nor written to it.
  std::int64_t output = 0;
  std::int64_t cache_read = 0;
  std::int64_t cache_write_5m = 0;
  std::int64_t cache_write_1h = 0;

  bool operator==(const Usage&) const = default;
};

/// A request to a model.
struct ModelRequest {
  std::string model;
  std::string system = {};
  Json tools = Json::array();     ///< {"name", "description", "input_schema"}, always in one order.
  Json messages = Json::array();  ///< {"role", "content": [blocks]}, as the API wants them.
  std::int64_t max_tokens = 32'000;
  std::string effort = {};  ///< "low" to "max"; empty: the model's own.
};

/// A tool's input that came to its end and is not a JSON object.
struct InvalidInput {
  std::string id;    ///< Of the `tool_use`.
  std::string name;  ///< Of the tool.
  std::string text;  ///< As the model wrote it.

  bool operator==(const InvalidInput&) const = default;
};

/// A message of the model. Complete, unless there is a failure beside it.
struct ModelReply {
  std::string id = {};
  std::string model = {};
  /// The blocks that were finished, as they go into the history: thinking with its signature, tool
  /// inputs as objects; of a message that was cut also the text so far. Without text that is blank,
  /// which no history may have.
  Json content = Json::array();
  /// Those of blocks in `content` whose input is {} instead. They want a result that is an error.
  std::vector<InvalidInput> invalid_inputs = {};
  std::string stop_reason = {};  ///< Empty when the message did not end.
  Json stop_details = nullptr;
  Usage usage = {};
  std::string request_id = {};  ///< For the provider's support.
};

/// Why there is no complete message.
enum class ModelFailureKind {
  no_credit,
  unauthorized,
  rate_limited,
  unavailable,  ///< 5xx, network, silence; trying again may help.
  refused,      ///< The request itself is wrong.
  cancelled,    ///< By the stop token.
};

struct ModelFailure {
  ModelFailureKind kind = ModelFailureKind::unavailable;
  std::string detail = {};  ///< For a log; free of secrets.
  int status = 0;           ///< Of HTTP; 0: there was none.
  bool may_retry = false;   ///< The same question may be answered later.
  /// How long the provider wants one to wait.
  std::optional<std::chrono::milliseconds> retry_after = {};
  std::string request_id = {};
};

struct ModelOutcome {
  ModelReply reply = {};
  std::optional<ModelFailure> failure = {};
};

/// Hears a message while it is made, in the order in which it is sent: one call at a time, between
/// the beginning and the end of ask(), perhaps on a thread that serves other messages too: must not
/// wait. `block` is the index of the content block.
class ModelListener {
 public:
  virtual ~ModelListener() = default;
  virtual void message_started(const std::string& id, const std::string& model) = 0;
  /// `block` as it begins: its type, and for a tool its id and name.
  virtual void block_started(int index, const Json& block) = 0;
  virtual void text(int index, std::string_view piece) = 0;
  virtual void thinking(int index, std::string_view piece) = 0;
  /// A piece of the JSON of a tool's input.
  virtual void tool_input(int index, std::string_view piece) = 0;
  /// The block as it goes into the history. Not called for what does not.
  virtual void block_finished(int index, const Json& block) = 0;
  /// All tokens of the message so far.
  virtual void used(const Usage& usage) = 0;
  /// It is tried again after that time, because of that. Only before anything was heard.
  virtual void retrying(int attempt, std::chrono::milliseconds wait,
                        const ModelFailure& because) = 0;
};

/// A language model. Any thread, any number of questions at once.
class Model {
 public:
  virtual ~Model() = default;
  /// Asks and waits for the end of the message. Stopping ends the wait at once, with a failure of
  /// kind `cancelled` and what was finished.
  virtual ModelOutcome ask(const ModelRequest& request, ModelListener& listener,
                           std::stop_token stop) = 0;
  /// Ids of the models that can be asked; empty when that cannot be found out.
  virtual std::vector<std::string> models(std::stop_token stop) = 0;
};

}  // namespace mcp::bridge
