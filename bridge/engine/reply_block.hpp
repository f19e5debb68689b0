#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "bridge/engine/model.hpp"

namespace mcp::bridge {

/// One content block of a message while it is made: its deltas put together. One thread.
class ReplyBlock {
 public:
  /// The content received so far.
  enum class Stage {
    open,  ///< More may come.
    held,  ///< It ended, but only the end of the message says whether it was cut: a tool's input
           ///< that is empty or not an object.
    finished,  ///< It goes into the history.
    dropped,   ///< It ended and cannot go into a history: blank text, thinking without signature.
  };
  enum class Fit { taken, ignored, wrong };

  /// `start`: the `content_block` of the event.
  ReplyBlock(int index, Json start);

  /// Takes a `delta` and hands its piece to the listener. Wrong: it belongs to another kind of
  /// block.
  Fit take(const Json& delta, ModelListener& listener);
  /// Its end has come.
  void finish();
  /// The text that was held back is complete after all.
  void release() { stage_ = Stage::finished; }

  Stage stage() const { return stage_; }
  int index() const { return index_; }
  bool is_tool() const;
  /// The input is not an object.
  bool is_invalid() const { return invalid_; }
  /// As it goes into the history; while it is open, with what has come.
  const Json& json() const { return json_; }
  /// The same, given away.
  Json hand_over() { return std::move(json_); }
  /// Bytes that it keeps, about.
  std::size_t size() const { return size_; }
  InvalidInput invalid_input() const;
  /// A text that was cut and is worth keeping.
  bool is_text_so_far() const;

 private:
  Fit append(const Json& delta, const char* member,
             void (ModelListener::*tell)(int, std::string_view), ModelListener& listener);
  void finish_input();

  const int index_;
  Json json_;
  std::string type_;
  std::string input_;  // a tool's, as text
  std::size_t size_;
  Stage stage_ = Stage::open;
  bool invalid_ = false;
};

}  // namespace mcp::bridge
