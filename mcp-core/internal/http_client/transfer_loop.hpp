#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "http_client/curl_sockets.hpp"
#include "http_client/http_request.hpp"
#include "io/embeddable_loop.hpp"

namespace mcp::http::client {

struct Transfer;

/// HTTP transfers on one thread, with connections kept for later transfers. The cost of an event
/// does not grow with the number of idle transfers. "The loop's thread" is its own one, or that of
/// the event loop that embeds it.
class TransferLoop final : public EmbeddableLoop {
 public:
  using Id = TransferId;

  /// Throws std::bad_alloc or std::system_error.
  TransferLoop();
  /// Aborts the transfers that are still open. No other event loop may embed it any more.
  ~TransferLoop() override;

  /// Any thread: runs the task on the loop's thread. False: the loop has stopped, or its task queue
  /// is full, which happens only when the thread is stuck.
  bool post(std::function<void()> task);
  /// Any thread: ends the loop's own thread after its current work.
  void stop();
  /// Waits for the loop's own thread to end.
  void join();

  void embed() override;
  void release() override;
  int descriptor() const override { return sockets_.descriptor(); }
  std::optional<Clock::time_point> due() const override;
  void work() override;

  // On the loop's thread:

  Id start(HttpRequest request, std::shared_ptr<ResponseHandler> handler);
  /// Ends the transfer; its handler is not called any more. An open connection is closed.
  void cancel(Id id);
  void after(std::chrono::milliseconds delay, std::function<void()> task);

 private:
  using TransferPointer = std::shared_ptr<Transfer>;

  /// The thread that works: the loop's own one, or that of the event loop that embeds it.
  enum class Worker { own, changing, embedding };

  void run();
  bool wait_for_turn();
  void work_for(std::chrono::milliseconds longest);
  void run_tasks();
  void run_timers();
  void finish_transfers();
  void deliver();
  void deliver(Transfer& transfer);
  bool follow(Transfer& transfer);
  void watch_deadline(const std::weak_ptr<Transfer>& watched);
  std::chrono::milliseconds wait_limit() const;

  CurlSockets sockets_;
  std::map<std::string, std::string> moved_;  // by URL: the target of a permanent redirect

  std::mutex mutex_;  // guards the members up to worker_changed_
  std::vector<std::function<void()>> tasks_;
  bool stopping_ = false;
  Worker worker_ = Worker::own;
  std::condition_variable worker_changed_;

  Id next_id_ = 1;
  std::map<Id, TransferPointer> transfers_;
  std::vector<TransferPointer> ready_;  // transfers that have something to deliver
  std::multimap<Clock::time_point, std::function<void()>> timers_;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace mcp::http::client
