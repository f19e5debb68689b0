#include "bridge/engine/http_exchange.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "bridge/engine/curl_sockets.hpp"
#include "bridge/engine/http_transfer.hpp"
#include "io/curl_options.hpp"

namespace mcp::bridge {
namespace {

using Clock = HttpTransfer::Clock;

constexpr std::chrono::milliseconds longest_sleep = std::chrono::minutes(1);

}  // namespace

/// The thread on which all answers arrive.
class HttpExchange::Loop {
 public:
  using Id = std::uint64_t;

  Loop() : thread_([this](const std::stop_token& stop) { run(stop); }) {}
  ~Loop() {
    thread_.request_stop();
    sockets_.wake();
  }

  /// Any thread: for a transfer that is to be started.
  Id next_id() { return next_id_++; }
  /// Any thread. The transfer must live until its ending.
  void start(HttpTransfer& transfer) {
    post([this, &transfer] { add(transfer); });
  }
  /// Any thread. Nothing happens to what has ended.
  void stop(Id id) {
    post([this, id] {
      if (HttpTransfer* transfer = removed(id)) transfer->stop();
    });
  }

 private:
  void post(std::function<void()> task) {
    {
      const std::scoped_lock lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    sockets_.wake();
  }

  void run(const std::stop_token& stop) {
    block_sigpipe();
    while (!stop.stop_requested()) {
      run_tasks();
      sockets_.work(until_check());
      finish_transfers();
      check_deadlines();
    }
  }

  void run_tasks() {
    std::vector<std::function<void()>> tasks;
    {
      const std::scoped_lock lock(mutex_);
      tasks.swap(tasks_);
    }
    for (const auto& task : tasks) task();
  }

  void add(HttpTransfer& transfer) {
    transfers_.emplace(transfer.id(), &transfer);
    checks_.emplace(Clock::now() + transfer.patience(), transfer.id());
    if (curl_multi_add_handle(sockets_.multi(), transfer.easy()) == CURLM_OK) return;
    transfers_.erase(transfer.id());
    transfer.finish(CURLE_OUT_OF_MEMORY);
  }

  // Null: it is not there any more.
  HttpTransfer* removed(Id id) {
    const auto found = transfers_.find(id);
    if (found == transfers_.end()) return nullptr;
    HttpTransfer* transfer = found->second;
    transfers_.erase(found);
    curl_multi_remove_handle(sockets_.multi(), transfer->easy());
    return transfer;
  }

  void finish_transfers() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(sockets_.multi(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode result = message->data.result;
      removed(HttpTransfer::of(message->easy_handle).id())->finish(result);
    }
  }

  std::chrono::milliseconds until_check() const {
    if (checks_.empty()) return longest_sleep;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(checks_.begin()->first - Clock::now());
    return std::clamp(left, std::chrono::milliseconds(0), longest_sleep);
  }

  // A deadline moves with all that comes: it is looked at only when it can be over.
  void check_deadlines() {
    const auto now = Clock::now();
    while (!checks_.empty() && checks_.begin()->first <= now) {
      const Id id = checks_.extract(checks_.begin()).mapped();
      const auto found = transfers_.find(id);
      if (found == transfers_.end()) continue;
      const auto deadline = found->second->deadline();
      if (deadline > now) {
        checks_.emplace(std::min(deadline, now + found->second->patience()), id);
      } else {
        removed(id)->give_up();
      }
    }
  }

  CurlSockets sockets_;
  std::map<Id, HttpTransfer*> transfers_;  // in libcurl's hands
  std::multimap<Clock::time_point, Id> checks_;
  std::atomic<Id> next_id_ = 1;
  std::mutex mutex_;
  std::vector<std::function<void()>> tasks_;  // guarded by mutex_
  std::jthread thread_;                       // last: it uses the rest
};

HttpExchange::HttpExchange() : loop_(std::make_unique<Loop>()) {}
HttpExchange::~HttpExchange() = default;

HttpEnding HttpExchange::ask(const HttpQuestion& question, HttpTaker& taker,
                             const std::stop_token& stop) {
  if (stop.stop_requested()) return {.stopped = true};
  HttpTransfer transfer(loop_->next_id(), question, taker);
  auto ending = transfer.ending();
  loop_->start(transfer);
  const std::stop_callback on_stop(stop, [&, id = transfer.id()] { loop_->stop(id); });
  return ending.get();
}

}  // namespace mcp::bridge
