#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/tool.hpp"

namespace mcp {

/// The tools of a 2025-11-25 server that can run as tasks, from its last list of tools. Any thread.
class TaskTools {
 public:
  /// Replaces what was known by a whole list.
  void learn(const std::vector<Tool>& tools) {
    std::map<std::string, std::string, std::less<>> support;
    for (const auto& tool : tools) {
      if (!tool.execution.task_support.empty()) support[tool.name] = tool.execution.task_support;
    }
    const std::scoped_lock lock(mutex_);
    support_ = std::move(support);
  }
  void forget() {
    const std::scoped_lock lock(mutex_);
    support_.reset();
  }
  /// The tool's ToolExecution::task_support; empty while no list is known.
  std::optional<std::string> support(std::string_view tool) const {
    const std::scoped_lock lock(mutex_);
    if (!support_) return std::nullopt;
    const auto found = support_->find(tool);
    return found == support_->end() ? std::string() : found->second;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<std::map<std::string, std::string, std::less<>>> support_;
};

}  // namespace mcp
