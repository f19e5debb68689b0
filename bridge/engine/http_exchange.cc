#include "bridge/engine/http_exchange.hpp"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <new>
#include <optional>
#include <utility>

#include "io/curl_options.hpp"
#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t max_head_bytes = std::size_t{256} << 10;
constexpr std::size_t max_idle_lanes = 32;
constexpr std::chrono::milliseconds longest_poll = std::chrono::minutes(1);

/// While it lives, a connection that breaks while TLS writes to it does not end the process.
class WithoutSigpipe {
 public:
  WithoutSigpipe() {
    ::sigemptyset(&signals_);
    ::sigaddset(&signals_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  }
  ~WithoutSigpipe() {
    const timespec now{};
    if (!::sigismember(&before_, SIGPIPE)) ::sigtimedwait(&signals_, nullptr, &now);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t signals_;
  sigset_t before_;
};

}  // namespace

/// A libcurl handle for one transfer at a time, with the connections that it keeps.
class HttpExchange::Lane {
 public:
  Lane() {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    multi = ready == CURLE_OK ? curl_multi_init() : nullptr;
    if (!multi) throw std::bad_alloc();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 2L);
  }
  ~Lane() { curl_multi_cleanup(multi); }
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  CURLM* multi = nullptr;
};

/// One question and what has come for it.
class HttpExchange::Transfer {
 public:
  Transfer(Lane& lane, const HttpQuestion& question)
      : lane_(lane), question_(question), easy_(curl_easy_init()), last_news_(Clock::now()) {
    if (!easy_) throw std::bad_alloc();
    set_up();
    curl_multi_add_handle(lane_.multi, easy_);
  }
  ~Transfer() {
    curl_multi_remove_handle(lane_.multi, easy_);
    curl_easy_cleanup(easy_);
    curl_slist_free_all(lines_);
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  HttpEnding run(HttpTaker& taker, const std::stop_token& stop);

 private:
  void set_up();
  bool deliver(HttpTaker& taker);
  std::optional<CURLcode> step();
  void note_news();
  Clock::time_point deadline() const;
  std::string too_late() const;
  void take_header_line(std::string_view line);
  static std::size_t take_header(const char* bytes, std::size_t, std::size_t count, void* self);
  static std::size_t take_body(const char* bytes, std::size_t, std::size_t count, void* self);

  Lane& lane_;
  const HttpQuestion& question_;
  CURL* const easy_;
  curl_slist* lines_ = nullptr;
  char problem_[CURL_ERROR_SIZE] = {};
  int status_ = 0;
  ResponseHeaders headers_;
  std::size_t head_bytes_ = 0;
  bool head_complete_ = false;
  bool head_delivered_ = false;
  std::string bytes_;  // of the body, not delivered
  curl_off_t downloaded_ = 0;
  Clock::time_point last_news_;
};

void HttpExchange::Transfer::set_up() {
  for (const auto& line : question_.headers) lines_ = curl_slist_append(lines_, line.c_str());
  lines_ = curl_slist_append(lines_, "Expect:");
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, lines_);
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700  // a name that is being looked up does not delay a stop
  curl_easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);
#endif
  curl_easy_setopt(easy_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(question_.limits.connect.count()));
  curl_easy_setopt(easy_, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy_, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(easy_, CURLOPT_SOCKOPTFUNCTION, close_on_exec);
  curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, problem_);
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &Transfer::take_header);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &Transfer::take_body);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  if (!question_.body.empty()) {
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(question_.body.size()));
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, question_.body.c_str());
  }
  curl_easy_setopt(easy_, CURLOPT_URL, question_.url.c_str());
  // What stays on this machine needs no proxy.
  if (leads_to_loopback(question_.url)) curl_easy_setopt(easy_, CURLOPT_NOPROXY, "*");
}

std::size_t HttpExchange::Transfer::take_header(const char* bytes, std::size_t, std::size_t count,
                                                void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.head_bytes_ += count;
  if (transfer.head_bytes_ > max_head_bytes) return 0;
  transfer.take_header_line(ascii::trimmed({bytes, count}, " \t\r\n"));
  return count;
}

// Of several responses, such as interim ones (1xx), the last one counts.
void HttpExchange::Transfer::take_header_line(std::string_view line) {
  if (line.starts_with("HTTP/")) {
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    status_ = static_cast<int>(status);
    headers_.clear();
    return;
  }
  if (line.empty()) {
    head_complete_ = status_ >= 200;
    return;
  }
  const auto colon = line.find(':');
  if (colon == line.npos) return;
  headers_[ascii::lower(line.substr(0, colon))] = ascii::trimmed(line.substr(colon + 1));
}

std::size_t HttpExchange::Transfer::take_body(const char* bytes, std::size_t, std::size_t count,
                                              void* self) {
  static_cast<Transfer*>(self)->bytes_.append(bytes, count);
  return count;
}

/// Lets libcurl work. A result: the transfer has ended.
std::optional<CURLcode> HttpExchange::Transfer::step() {
  int count = 0;
  curl_multi_perform(lane_.multi, &count);
  std::optional<CURLcode> result;
  while (const CURLMsg* message = curl_multi_info_read(lane_.multi, &count)) {
    if (message->msg == CURLMSG_DONE) result = message->data.result;
  }
  note_news();
  return result;
}

// Bytes that are not yet decompressed count too.
void HttpExchange::Transfer::note_news() {
  curl_off_t downloaded = 0;
  curl_easy_getinfo(easy_, CURLINFO_SIZE_DOWNLOAD_T, &downloaded);
  const bool head_is_new = head_complete_ && !head_delivered_;
  if (downloaded == downloaded_ && !head_is_new) return;
  downloaded_ = downloaded;
  last_news_ = Clock::now();
}

bool HttpExchange::Transfer::deliver(HttpTaker& taker) {
  if (!head_complete_) return true;
  if (!std::exchange(head_delivered_, true)) taker.head(status_, headers_);
  const std::string bytes = std::exchange(bytes_, {});
  return bytes.empty() || taker.body(bytes);
}

Clock::time_point HttpExchange::Transfer::deadline() const {
  return last_news_ + (head_complete_ ? question_.limits.idle : question_.limits.headers);
}

std::string HttpExchange::Transfer::too_late() const {
  const auto& limits = question_.limits;
  const auto limit = head_complete_ ? limits.idle : limits.headers;
  return (head_complete_ ? "no byte for " : "no response for ") + std::to_string(limit.count()) +
         " ms";
}

HttpEnding HttpExchange::Transfer::run(HttpTaker& taker, const std::stop_token& stop) {
  while (true) {
    if (stop.stop_requested()) return {.stopped = true};
    const auto result = step();
    if (!deliver(taker)) return {};
    if (result == CURLE_OK) return {};
    if (result) return {.problem = problem_[0] ? problem_ : curl_easy_strerror(*result)};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline() - Clock::now());
    if (left.count() <= 0) return {.problem = too_late()};
    curl_multi_poll(lane_.multi, nullptr, 0, static_cast<int>(std::min(left, longest_poll).count()),
                    nullptr);
  }
}

HttpExchange::HttpExchange() = default;
HttpExchange::~HttpExchange() = default;

std::unique_ptr<HttpExchange::Lane> HttpExchange::borrow_lane() {
  {
    const std::scoped_lock lock(mutex_);
    if (!idle_lanes_.empty()) {
      auto lane = std::move(idle_lanes_.back());
      idle_lanes_.pop_back();
      return lane;
    }
  }
  return std::make_unique<Lane>();
}

void HttpExchange::give_back(std::unique_ptr<Lane> lane) {
  const std::scoped_lock lock(mutex_);
  if (idle_lanes_.size() < max_idle_lanes) idle_lanes_.push_back(std::move(lane));
}

HttpEnding HttpExchange::ask(const HttpQuestion& question, HttpTaker& taker,
                             const std::stop_token& stop) {
  auto lane = borrow_lane();
  HttpEnding ending;
  {
    const WithoutSigpipe without_sigpipe;
    Transfer transfer(*lane, question);
    const std::stop_callback wake(stop, [multi = lane->multi] { curl_multi_wakeup(multi); });
    ending = transfer.run(taker, stop);
  }
  give_back(std::move(lane));
  return ending;
}

}  // namespace mcp::bridge
