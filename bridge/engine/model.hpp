#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/json.hpp"

/// A language model, as the bridge uses it: one request, one message in response.
/// Source: the Messages API, https://docs.anthropic.com/en/api.
namespace mcp::bridge {

/// Tokens of one message. Each token is in exactly one of the counts.
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
  Json tools = Json::array();     ///< {"name", "description", "input_schema"}, in a fixed order.
  Json messages = Json::array();  ///< {"role", "content": [blocks]}, as the API defines them.
  std::int64_t max_tokens = 32'000;
  std::string effort = {};  ///< "low" to "max"; empty: the model's default.
};

/// The complete input of a tool use that is not a JSON object.
struct InvalidInput {
  std::string id;    ///< Of the `tool_use`.
  std::string name;  ///< Of the tool.
  std::string text;  ///< As the model wrote it.

  bool operator==(const InvalidInput&) const = default;
};

/// A message of the model. Complete, unless the outcome has a failure.
struct ModelReply {
  std::string id = {};
  std::string model = {};
  /// The finished blocks, as they go into the history: thinking with its signature, tool inputs as
  /// objects; if the message was cut, also the text so far. Without blank text, which the API
  /// refuses in a history.
  Json content = Json::array();
  /// The invalid inputs; their blocks in `content` have the input {}. Each needs an error result.
  std::vector<InvalidInput> invalid_inputs = {};
  std::string stop_reason = {};  ///< Empty when the message is incomplete.
  Json stop_details = nullptr;
  Usage usage = {};
  std::string request_id = {};  ///< For the provider's support.
};

/// Why there is no complete message.
enum class ModelFailureKind {
  no_credit,
  unauthorized,
  rate_limited,
  unavailable,  ///< 5xx, network failure or timeout; a retry may succeed.
  refused,      ///< The request itself is wrong.
  cancelled,    ///< The stop token ended it.
};

struct ModelFailure {
  ModelFailureKind kind = ModelFailureKind::unavailable;
  std::string detail = {};  ///< For a log; free of secrets.
  int status = 0;           ///< HTTP status; 0: there was no response.
  bool may_retry = false;   ///< The same request may succeed later.
  /// How long the provider asks the client to wait.
  std::optional<std::chrono::milliseconds> retry_after = {};
  std::string request_id = {};
};

struct ModelOutcome {
  ModelReply reply = {};
  std::optional<ModelFailure> failure = {};
};

/// Receives a message while the model streams it, in order: one call at a time, while ask() runs.
/// The thread may serve other messages too, so the functions must not wait. `index` is that of the
/// content block.
class ModelListener {
 public:
  virtual ~ModelListener() = default;
  virtual void message_started(const std::string& id, const std::string& model) = 0;
  /// `block` as it begins: its type, and for a tool use its id and name.
  virtual void block_started(int index, const Json& block) = 0;
  virtual void text(int index, std::string_view piece) = 0;
  virtual void thinking(int index, std::string_view piece) = 0;
  /// A piece of the JSON of a tool's input.
  virtual void tool_input(int index, std::string_view piece) = 0;
  /// The block as it goes into the history. Not called for blocks that do not.
  virtual void block_finished(int index, const Json& block) = 0;
  /// The usage of the message so far.
  virtual void used(const Usage& usage) = 0;
  /// The request failed and is retried after `wait`. Only before any other function was called.
  virtual void retrying(int attempt, std::chrono::milliseconds wait,
                        const ModelFailure& because) = 0;
};

/// A language model. Any thread, any number of requests at once.
class Model {
 public:
  virtual ~Model() = default;
  /// Sends the request and waits for the end of the message. Stopping ends the wait at once, with a
  /// failure of kind `cancelled` and the blocks that were finished.
  virtual ModelOutcome ask(const ModelRequest& request, ModelListener& listener,
                           std::stop_token stop) = 0;
  /// Ids of the available models; empty when the list cannot be fetched.
  virtual std::vector<std::string> models(std::stop_token stop) = 0;
};

}  // namespace mcp::bridge
