#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "bridge/engine/model.hpp"

namespace mcp::bridge {

/// The model ids that the API lists, cached for ten minutes. One request at a time. Any thread.
class ModelList {
 public:
  /// Empty when the list cannot be fetched or `stop` comes first.
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
