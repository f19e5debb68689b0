#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mcp/message.hpp"

namespace mcp {

/// Finds the id of a request or a response in text that cannot be parsed: broken, or too long to be
/// kept. Takes the text in pieces of any size and keeps a few bytes of state. Makes no claim about
/// validity.
class IdScanner {
 public:
  void feed(std::string_view text);

  /// The top-level `id`, when there was also a top-level `method`: only then is it the id of a
  /// request, and an answer under it cannot be mistaken for the answer to one of our own.
  std::optional<RequestId> request_id() const;
  /// The top-level `id`, when there was also a top-level `result` or `error` and no `method`: what
  /// the text meant to answer.
  std::optional<RequestId> response_id() const;

 private:
  enum class Part { key, value };

  void begin_string();
  void end_string();
  void end_value();
  void structural(char c);
  std::size_t skip_string(std::string_view text, std::size_t at);
  bool at_top() const { return depth_ == 1; }
  bool collecting() const;

  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool has_method_ = false;
  bool has_outcome_ = false;
  Part part_ = Part::key;
  std::string key_;
  std::string value_;
  bool value_is_string_ = false;
  std::optional<RequestId> id_;
};

}  // namespace mcp
