#pragma once

#include <stop_token>
#include <utility>

namespace mcp::bridge {

/// A stop token that is stopped when either of two tokens is.
class EitherStop {
 public:
  EitherStop(std::stop_token one, std::stop_token other)
      : on_one_(std::move(one), End{source_}), on_other_(std::move(other), End{source_}) {}
  EitherStop(const EitherStop&) = delete;
  EitherStop& operator=(const EitherStop&) = delete;

  std::stop_token token() const { return source_.get_token(); }

 private:
  struct End {
    std::stop_source source;
    void operator()() { source.request_stop(); }
  };

  std::stop_source source_;
  std::stop_callback<End> on_one_;
  std::stop_callback<End> on_other_;
};

}  // namespace mcp::bridge
