#include "http/transfer_loop.hpp"

#include <curl/curl.h>

#include <algorithm>

#include "http/transfer.hpp"
#include "io/curl_options.hpp"

namespace mcp::http::client {
namespace {

constexpr std::size_t max_tasks = 16'384;
constexpr long kept_connections = 32;
constexpr int max_redirects = 5;
constexpr long temporary_redirect = 307;
constexpr long permanent_redirect = 308;
constexpr std::chrono::milliseconds longest_wait = std::chrono::minutes(1);

/// The parts of a URL that make its origin.
std::string origin_of(const std::string& url) {
  CURLU* parts = curl_url();
  std::string origin;
  if (curl_url_set(parts, CURLUPART_URL, url.c_str(), 0) == CURLUE_OK) {
    for (const CURLUPart part : {CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT}) {
      char* text = nullptr;
      if (curl_url_get(parts, part, &text, CURLU_DEFAULT_PORT) == CURLUE_OK) origin += text;
      origin += '|';
      curl_free(text);
    }
  }
  curl_url_cleanup(parts);
  return origin;
}

}  // namespace

TransferLoop::TransferLoop(LoopOptions options)
    : options_(std::move(options)), url_(options_.url), multi_(make_multi(kept_connections)) {
  thread_ = std::thread([this] { run(); });
}

TransferLoop::~TransferLoop() {
  stop();
  join();
  for (const auto& [id, transfer] : transfers_) curl_multi_remove_handle(multi_, transfer->easy);
  transfers_.clear();
  curl_multi_cleanup(multi_);
}

bool TransferLoop::post(std::function<void()> task) {
  {
    std::scoped_lock lock(mutex_);
    if (stopping_ || tasks_.size() >= max_tasks) return false;
    tasks_.push_back(std::move(task));
  }
  curl_multi_wakeup(multi_);
  return true;
}

void TransferLoop::stop() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  curl_multi_wakeup(multi_);
}

void TransferLoop::join() {
  if (thread_.joinable()) thread_.join();
}

TransferLoop::Id TransferLoop::start(HttpRequest request, std::shared_ptr<ResponseTaker> taker) {
  const Id id = next_id_++;
  const auto transfer = std::make_shared<Transfer>(id, std::move(request), std::move(taker));
  transfer->set_up(options_, url_);
  transfers_.emplace(id, transfer);
  curl_multi_add_handle(multi_, transfer->easy);
  return id;
}

void TransferLoop::cancel(Id id) {
  const auto found = transfers_.find(id);
  if (found == transfers_.end()) return;
  curl_multi_remove_handle(multi_, found->second->easy);
  transfers_.erase(found);
}

void TransferLoop::after(std::chrono::milliseconds delay, std::function<void()> task) {
  timers_.emplace(Clock::now() + delay, std::move(task));
}

void TransferLoop::run() {
  block_sigpipe();
  while (true) {
    {
      std::scoped_lock lock(mutex_);
      if (stopping_) return;
    }
    run_tasks();
    run_timers();
    int running = 0;
    curl_multi_perform(multi_, &running);
    finish_transfers();
    deliver();
    curl_multi_poll(multi_, nullptr, 0, wait_limit(), nullptr);
  }
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
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    Transfer* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    transfer->finished = message->data.result;
  }
}

// Takers may add and cancel transfers while this goes through them.
void TransferLoop::deliver() {
  std::vector<std::shared_ptr<Transfer>> ready;
  for (const auto& [id, transfer] : transfers_) {
    const bool news = transfer->finished || !transfer->bytes.empty() ||
                      (transfer->head_complete && !transfer->head_delivered);
    if (news) ready.push_back(transfer);
  }
  for (const auto& transfer : ready) deliver(*transfer);
}

void TransferLoop::deliver(Transfer& transfer) {
  const auto still_wanted = [&] { return transfers_.contains(transfer.id); };
  if (!still_wanted()) return;
  const bool redirected = transfer.head.status / 100 == 3;
  if (redirected && !transfer.finished) return transfer.bytes.clear();
  if (redirected && follow(transfer)) return;
  if (transfer.head_complete && !std::exchange(transfer.head_delivered, true)) {
    transfer.taker->head(transfer.head);
  }
  const std::string bytes = std::exchange(transfer.bytes, {});
  if (!bytes.empty() && still_wanted()) transfer.taker->body(bytes);
  if (!transfer.finished || !still_wanted()) return;
  const CURLcode code = *transfer.finished;
  std::string failure;
  if (code != CURLE_OK) failure = transfer.problem[0] ? transfer.problem : curl_easy_strerror(code);
  cancel(transfer.id);
  transfer.taker->done(failure);
}

bool TransferLoop::follow(Transfer& transfer) {
  char* target = nullptr;
  curl_easy_getinfo(transfer.easy, CURLINFO_REDIRECT_URL, &target);
  if (!target) return false;
  const std::string url = target;
  transfer.head.redirect = url;
  const long status = transfer.head.status;
  const bool keeps_method = status == permanent_redirect || status == temporary_redirect;
  if (!keeps_method || origin_of(url) != origin_of(url_)) return false;
  if (++transfer.redirects > max_redirects) return false;
  if (status == permanent_redirect) url_ = url;
  transfer.bytes.clear();
  transfer.finished.reset();
  curl_multi_remove_handle(multi_, transfer.easy);
  transfer.start_over(url);
  curl_multi_add_handle(multi_, transfer.easy);
  return true;
}

int TransferLoop::wait_limit() const {
  auto limit = longest_wait;
  if (!timers_.empty()) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first - Clock::now());
    limit = std::clamp(left, std::chrono::milliseconds(0), limit);
  }
  return static_cast<int>(limit.count());
}

}  // namespace mcp::http::client
