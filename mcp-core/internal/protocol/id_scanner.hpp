#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mcp/message.hpp"

namespace mcp {

/// Finds the id of a request or a response in text that cannot be parsed because it is malformed or
/// too long to be kept. Takes the text in pieces of any size and keeps a few bytes of state. Does
/// not validate.
class IdScanner {
 public:
  void feed(std::string_view text);

  /// The top-level `id`, when there was also a top-level `method`: only then is it the id of a
  /// request, so that an error response with it is not taken for the response to one of our own.
  std::optional<RequestId> request_id() const;
  /// The top-level `id`, when there was also a top-level `result` or `error` and no `method`: the
  /// id of the request that the text responds to.
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
