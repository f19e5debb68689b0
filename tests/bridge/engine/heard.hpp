#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "bridge/engine/model.hpp"
#include "support/build_kind.hpp"

namespace mcp::test {

/// A listener that records its events. A test may wait on another thread for a piece of text.
class Heard final : public bridge::ModelListener {
 public:
  void message_started(const std::string& id, const std::string& model) override {
    note("message " + id + ' ' + model);
  }
  void block_started(int index, const Json& block) override {
    note("start " + std::to_string(index) + ' ' + block.at("type").get<std::string>());
  }
  void text(int index, std::string_view piece) override { add(index, piece); }
  void thinking(int index, std::string_view piece) override { add(index, piece); }
  void tool_input(int index, std::string_view piece) override { add(index, piece); }
  void block_finished(int index, const Json& block) override {
    note("finish " + std::to_string(index));
    finished.push_back(block);
  }
  void used(const bridge::Usage& usage) override {
    const std::scoped_lock lock(mutex);
    usages.push_back(usage);
  }
  void retrying(int attempt, std::chrono::milliseconds wait,
                const bridge::ModelFailure& because) override {
    note("retry " + std::to_string(attempt) + " after " + std::to_string(wait.count()) + ' ' +
         std::to_string(because.status));
  }

  /// Waits until a block has this text. False on timeout.
  bool wait_for_piece(int index, const std::string& text) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, patience,
                            [&] { return pieces[index].find(text) != std::string::npos; });
  }
  bool wait_for_retry() {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, patience, [&] {
      for (const auto& event : events) {
        if (event.starts_with("retry")) return true;
      }
      return false;
    });
  }

  std::mutex mutex;  // guards the members below while the request runs
  std::condition_variable changed;
  std::vector<std::string> events;    ///< All except pieces and usage.
  std::map<int, std::string> pieces;  ///< The joined pieces of each block.
  std::vector<Json> finished;
  std::vector<bridge::Usage> usages;

 private:
  void note(const std::string& event) {
    const std::scoped_lock lock(mutex);
    events.push_back(event);
    changed.notify_all();
  }
  void add(int index, std::string_view piece) {
    const std::scoped_lock lock(mutex);
    pieces[index] += piece;
    changed.notify_all();
  }
};

}  // namespace mcp::test
