#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "bridge/engine/model.hpp"

namespace mcp::bridge {

/// The models that the API offers, asked for by one caller at a time and kept for ten minutes. Any
/// thread.
class ModelList {
 public:
  /// Empty when that cannot be found out, or the caller is stopped first.
  std::vector<std::string> ids(Model& model, const std::stop_token& stop);

 private:
  using Clock = std::chrono::steady_clock;

  bool is_fresh() const;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool asking_ = false;
  std::vector<std::string> ids_;
  Clock::time_point asked_at_{};
};

}  // namespace mcp::bridge
