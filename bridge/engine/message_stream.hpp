#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "bridge/engine/model.hpp"
#include "bridge/engine/reply_block.hpp"
#include "bridge/engine/tool_use_ids.hpp"
#include "http/sse_parser.hpp"

namespace mcp::bridge {

/// Assembles one message from the events of its stream, and passes each part to a listener:
///
///     message_start (content_block_start content_block_delta* content_block_stop)*
///     message_delta+ message_stop
///
/// with `ping` and `error` anywhere. A `tool_use` whose id is already in the conversation gets a
/// new id. Blocks are identified by their index. Events and deltas of unknown types are skipped.
/// The listener is not called before the first piece of content, so that until then the request
/// can be retried. One thread. Source: https://docs.anthropic.com/en/api/messages-streaming.
class MessageStream {
 public:
  /// Limit on the bytes of all events of one message together.
  static constexpr std::size_t max_bytes = std::size_t{64} << 20;
  /// Largest content of a message, in bytes. The longest responses of models have about 1 MB.
  static constexpr std::size_t max_content = std::size_t{16} << 20;

  /// `ids`: the tool-use ids of the conversation that the message continues.
  explicit MessageStream(ModelListener& listener, ToolUseIds ids = ToolUseIds())
      : listener_(listener), ids_(std::move(ids)) {}

  void take(const http::SseEvent& event);
  /// The message is complete or has failed; further events change nothing.
  bool ended() const { return complete_ || failure_.has_value(); }
  /// The listener was called.
  bool published() const { return published_; }

  /// Ends the stream and returns the message; the object must not be used after it. Without
  /// `message_stop` there is a failure: the one that the stream reported, else `because`, else that
  /// the stream broke off.
  ModelOutcome finish(std::optional<ModelFailure> because = std::nullopt);

 private:
  enum class Phase { before, blocks, closing };

  void take_event(std::string_view type, const Json& event);
  void start_message(const Json& message);
  void start_block(const Json& event);
  void take_delta(const Json& event);
  void finish_block(const Json& event);
  void close_message(const Json& event);
  void stop_message();
  void take_usage(const Json& usage);
  ReplyBlock* block_of(const Json& event);
  void publish();
  void finished(const ReplyBlock& block);
  void judge_held();
  void assemble();
  void fail(const std::string& what);
  void refuse_size(const std::string& what, std::size_t limit);

  ModelListener& listener_;
  ToolUseIds ids_;
  Phase phase_ = Phase::before;
  ModelReply reply_;
  std::map<int, ReplyBlock> blocks_;
  std::optional<ModelFailure> failure_;
  bool complete_ = false;
  bool published_ = false;
  std::size_t bytes_ = 0;
  std::size_t content_ = 0;
};

}  // namespace mcp::bridge
