#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp::proxy {

/// The responses to one `input_required` result, until all have arrived. Any thread.
class InputResponses {
 public:
  /// `done` gets them, by their keys, or the first error.
  InputResponses(std::size_t questions, std::function<void(Result<Json>)> done)
      : open_(questions), done_(std::move(done)) {}

  void answered(const std::string& key, Result<Json> answer) {
    Json all;
    {
      const std::scoped_lock lock(mutex_);
      if (!done_) return;
      if (answer) responses_[key] = *std::move(answer);
      if (answer && --open_ != 0) return;
      all = std::move(responses_);
    }
    const auto done = std::exchange(done_, nullptr);
    answer ? done(std::move(all)) : done(answer.error());
  }

 private:
  std::mutex mutex_;
  std::size_t open_;
  Json responses_ = Json::object();
  std::function<void(Result<Json>)> done_;
};

}  // namespace mcp::proxy
