#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "bridge/engine/model.hpp"

namespace mcp::bridge {

/// One content block of a message, assembled from its deltas. One thread.
class ReplyBlock {
 public:
  enum class Stage {
    open,      ///< More deltas may come.
    held,      ///< It ended with a tool input that is empty or not an object; only the end of the
               ///< message shows whether the input was cut.
    finished,  ///< It goes into the history.
    dropped,   ///< It ended and must not go into a history: blank text, thinking without signature.
  };
  enum class Fit { taken, ignored, wrong };

  /// `start`: the `content_block` of the event.
  ReplyBlock(int index, Json start);

  /// Applies a `delta` and passes its piece to the listener. Wrong: it belongs to another type of
  /// block.
  Fit take(const Json& delta, ModelListener& listener);
  /// Handles `content_block_stop`.
  void finish();
  /// The input of a held block is complete.
  void release() { stage_ = Stage::finished; }

  Stage stage() const { return stage_; }
  int index() const { return index_; }
  bool is_tool() const;
  /// The input is not an object.
  bool is_invalid() const { return invalid_; }
  /// As it goes into the history; while it is open, with the deltas so far.
  const Json& json() const { return json_; }
  /// Moves json() out.
  Json hand_over() { return std::move(json_); }
  /// Approximate size in bytes.
  std::size_t size() const { return size_; }
  InvalidInput invalid_input() const;
  /// Whether it is an unfinished text that is not blank.
  bool is_text_so_far() const;

 private:
  Fit append(const Json& delta, const char* member,
             void (ModelListener::*on_piece)(int, std::string_view), ModelListener& listener);
  void finish_input();

  const int index_;
  Json json_;
  std::string type_;
  std::string input_;  // of a tool use, as JSON text
  std::size_t size_;
  Stage stage_ = Stage::open;
  bool invalid_ = false;
};

}  // namespace mcp::bridge
