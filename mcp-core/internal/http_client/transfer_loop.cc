#include "http_client/transfer_loop.hpp"

#include <curl/curl.h>

#include <algorithm>

#include "http_client/curl_options.hpp"
#include "http_client/transfer.hpp"
#include "http_client/url.hpp"

namespace mcp::http::client {
namespace {

constexpr std::size_t max_tasks = 16'384;
constexpr int max_redirects = 5;
constexpr int temporary_redirect = 307;
constexpr int permanent_redirect = 308;
constexpr std::chrono::milliseconds longest_wait = std::chrono::minutes(1);

bool keeps_method(const HttpRequest& request, int status) {
  const bool keeps = status == permanent_redirect || status == temporary_redirect;
  return keeps || std::string_view(request.method) == "GET";
}

std::string effective_url(CURL* easy) {
  const char* url = nullptr;
  curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url);
  return url ? url : "";
}

}  // namespace

TransferLoop::TransferLoop() {
  thread_ = std::thread([this] { run(); });
}

TransferLoop::~TransferLoop() {
  stop();
  join();
  for (const auto& [id, transfer] : transfers_) {
    curl_multi_remove_handle(sockets_.multi(), transfer->easy);
  }
}

bool TransferLoop::post(std::function<void()> task) {
  {
    std::scoped_lock lock(mutex_);
    if (stopping_ || tasks_.size() >= max_tasks) return false;
    tasks_.push_back(std::move(task));
  }
  sockets_.wake();
  return true;
}

void TransferLoop::stop() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  worker_changed_.notify_all();
  sockets_.wake();
}

void TransferLoop::join() {
  if (thread_.joinable()) thread_.join();
}

TransferLoop::Id TransferLoop::start(HttpRequest request,
                                     std::shared_ptr<ResponseHandler> handler) {
  const Id id = next_id_++;
  const auto on_ready = [this](TransferPointer ready) { ready_.push_back(std::move(ready)); };
  const auto transfer =
      std::make_shared<Transfer>(id, std::move(request), std::move(handler), on_ready);
  const auto moved = moved_.find(transfer->request.url);
  transfer->start_over(moved == moved_.end() ? transfer->request.url : moved->second);
  transfers_.emplace(id, transfer);
  if (curl_multi_add_handle(sockets_.multi(), transfer->easy) != CURLM_OK) {
    transfer->finish(CURLE_OUT_OF_MEMORY);
  } else if (transfer->has_deadline()) {
    watch_deadline(transfer);
  }
  return id;
}

void TransferLoop::cancel(Id id) {
  const auto found = transfers_.find(id);
  if (found == transfers_.end()) return;
  found->second->cancelled = true;
  curl_multi_remove_handle(sockets_.multi(), found->second->easy);
  transfers_.erase(found);
}

void TransferLoop::after(std::chrono::milliseconds delay, std::function<void()> task) {
  timers_.emplace(Clock::now() + delay, std::move(task));
}

// Received data moves the deadline, so it is checked only when it may have passed.
void TransferLoop::watch_deadline(const std::weak_ptr<Transfer>& watched) {
  const auto transfer = watched.lock();
  if (!transfer || transfer->cancelled || transfer->outcome) return;
  const auto now = Clock::now();
  const auto deadline = transfer->deadline();
  if (deadline <= now) {
    curl_multi_remove_handle(sockets_.multi(), transfer->easy);
    return transfer->give_up();
  }
  auto next = deadline;
  for (const auto limit : {transfer->request.limits.head, transfer->request.limits.idle}) {
    if (limit.count() > 0) next = std::min(next, now + limit);
  }
  timers_.emplace(next, [this, watched] { watch_deadline(watched); });
}

void TransferLoop::run() {
  block_sigpipe();
  while (wait_for_turn()) work_for(wait_limit());
}

// Returns when the loop's own thread is to work, or, with false, when it is to end.
bool TransferLoop::wait_for_turn() {
  std::unique_lock lock(mutex_);
  while (!stopping_ && worker_ != Worker::own) {
    if (worker_ == Worker::changing) {
      worker_ = Worker::embedding;
      worker_changed_.notify_all();
    }
    worker_changed_.wait(lock);
  }
  return !stopping_;
}

void TransferLoop::embed() {
  block_sigpipe();
  std::unique_lock lock(mutex_);
  worker_ = Worker::changing;
  worker_changed_.notify_all();
  sockets_.wake();
  worker_changed_.wait(lock, [this] { return stopping_ || worker_ == Worker::embedding; });
}

void TransferLoop::release() {
  {
    std::scoped_lock lock(mutex_);
    worker_ = Worker::own;
  }
  worker_changed_.notify_all();
}

std::optional<TransferLoop::Clock::time_point> TransferLoop::due() const {
  const auto due = sockets_.due();
  if (timers_.empty()) return due;
  return std::min(timers_.begin()->first, due.value_or(Clock::time_point::max()));
}

void TransferLoop::work() {
  work_for(std::chrono::milliseconds(0));
}

// Waits up to `longest` for something to do.
void TransferLoop::work_for(std::chrono::milliseconds longest) {
  run_tasks();
  run_timers();
  deliver();
  sockets_.work(longest);
  finish_transfers();
  deliver();
}

void TransferLoop::run_tasks() {
  std::vector<std::function<void()>> tasks;
  {
    std::scoped_lock lock(mutex_);
    tasks.swap(tasks_);
  }
  for (const auto& task : tasks) task();
}

void TransferLoop::run_timers() {
  const auto now = Clock::now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    const auto timer = timers_.extract(timers_.begin());
    timer.mapped()();
  }
}

void TransferLoop::finish_transfers() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(sockets_.multi(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    Transfer::of(message->easy_handle).finish(message->data.result);
  }
}

// Handlers may start and cancel transfers meanwhile.
void TransferLoop::deliver() {
  while (!ready_.empty()) {
    for (const TransferPointer& transfer : std::exchange(ready_, {})) {
      if (transfer->cancelled) continue;
      transfer->delivering();
      deliver(*transfer);
    }
  }
}

void TransferLoop::deliver(Transfer& transfer) {
  if (transfer.request.follows_redirects && transfer.is_redirect()) {
    if (!transfer.outcome) return transfer.resume();  // without its body
    if (follow(transfer)) return;
  }
  if (transfer.head_complete && !std::exchange(transfer.head_delivered, true)) {
    transfer.head.url = effective_url(transfer.easy);
    transfer.handler->head(transfer.head);
  }
  if (transfer.cancelled) return;
  if (!transfer.bytes.empty()) transfer.handler->body(transfer.bytes);
  if (transfer.cancelled) return;
  transfer.resume();
  if (!transfer.outcome) return;
  const std::string outcome = *transfer.outcome;
  cancel(transfer.id);
  transfer.handler->done(outcome);
}

bool TransferLoop::follow(Transfer& transfer) {
  char* target = nullptr;
  curl_easy_getinfo(transfer.easy, CURLINFO_REDIRECT_URL, &target);
  if (!target) return false;
  const std::string url = target;
  transfer.head.redirect = url;
  const int status = transfer.head.status;
  if (!keeps_method(transfer.request, status)) return false;
  if (!same_origin(url, transfer.request.url)) return false;
  if (++transfer.redirects > max_redirects) return false;
  if (status == permanent_redirect) moved_[transfer.request.url] = url;
  curl_multi_remove_handle(sockets_.multi(), transfer.easy);
  transfer.start_over(url);
  if (curl_multi_add_handle(sockets_.multi(), transfer.easy) != CURLM_OK) {
    transfer.finish(CURLE_OUT_OF_MEMORY);
  }
  return true;
}

std::chrono::milliseconds TransferLoop::wait_limit() const {
  if (timers_.empty()) return longest_wait;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first - Clock::now());
  return std::clamp(left, std::chrono::milliseconds(0), longest_wait);
}

}  // namespace mcp::http::client
