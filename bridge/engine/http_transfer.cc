#include "bridge/engine/http_transfer.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "io/curl_options.hpp"
#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

constexpr std::size_t max_head_bytes = std::size_t{256} << 10;

}  // namespace

HttpTransfer::HttpTransfer(std::uint64_t id, const HttpQuestion& question, HttpTaker& taker)
    : id_(id),
      question_(question),
      taker_(taker),
      easy_(curl_easy_init()),
      last_news_(Clock::now()) {
  if (!easy_) throw std::bad_alloc();
  set_up();
}

HttpTransfer::~HttpTransfer() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(lines_);
}

HttpTransfer& HttpTransfer::of(CURL* easy) {
  HttpTransfer* transfer = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
  return *transfer;
}

void HttpTransfer::set_up() {
  for (const auto& line : question_.headers) lines_ = curl_slist_append(lines_, line.c_str());
  lines_ = curl_slist_append(lines_, "Expect:");
  curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
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
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &HttpTransfer::take_header);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &HttpTransfer::take_body);
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

// Less than `count` ends the transfer. An exception must not pass through libcurl.
template <class Work>
std::size_t HttpTransfer::taken(std::size_t count, Work work) {
  try {
    has_enough_ = !work();
  } catch (...) {
    thrown_ = std::current_exception();
  }
  return has_enough_ || thrown_ ? 0 : count;
}

std::size_t HttpTransfer::take_header(const char* bytes, std::size_t, std::size_t count,
                                      void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  transfer.head_bytes_ += count;
  if (transfer.head_bytes_ > max_head_bytes) return 0;
  const auto line = ascii::trimmed({bytes, count}, " \t\r\n");
  return transfer.taken(count, [&] {
    transfer.take_header_line(line);
    return true;
  });
}

// Of several responses, such as interim ones (1xx), the last one counts.
void HttpTransfer::take_header_line(std::string_view line) {
  if (head_complete_) return;  // a trailer
  if (line.starts_with("HTTP/")) {
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    status_ = static_cast<int>(status);
    headers_.clear();
  } else if (line.empty()) {
    head_complete_ = status_ >= 200;
    if (!head_complete_) return;
    last_news_ = Clock::now();
    taker_.head(status_, headers_);
  } else if (const auto colon = line.find(':'); colon != line.npos) {
    headers_[ascii::lower(line.substr(0, colon))] = ascii::trimmed(line.substr(colon + 1));
  }
}

std::size_t HttpTransfer::take_body(const char* bytes, std::size_t, std::size_t count, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  transfer.last_news_ = Clock::now();
  return transfer.taken(count, [&] { return transfer.taker_.body({bytes, count}); });
}

// Bytes that are not yet decompressed are no silence; they are seen only here.
HttpTransfer::Clock::time_point HttpTransfer::deadline() {
  curl_off_t downloaded = 0;
  curl_easy_getinfo(easy_, CURLINFO_SIZE_DOWNLOAD_T, &downloaded);
  const bool has_grown = std::exchange(downloaded_, downloaded) != downloaded;
  if (has_grown && head_complete_) last_news_ = Clock::now();
  return last_news_ + (head_complete_ ? question_.limits.idle : question_.limits.headers);
}

// Whoever waits may go on, and end this object, before the promise is done with telling.
void HttpTransfer::end(HttpEnding ending) {
  auto promise = std::move(ending_);
  thrown_ ? promise.set_exception(thrown_) : promise.set_value(std::move(ending));
}

std::chrono::milliseconds HttpTransfer::patience() const {
  return std::min(question_.limits.headers, question_.limits.idle);
}

void HttpTransfer::finish(CURLcode result) {
  if (result == CURLE_OK || has_enough_) return end({});
  end({.problem = problem_[0] ? problem_ : curl_easy_strerror(result)});
}

void HttpTransfer::give_up() {
  const auto limit = head_complete_ ? question_.limits.idle : question_.limits.headers;
  end({.problem = (head_complete_ ? "no byte for " : "no response for ") +
                  std::to_string(limit.count()) + " ms"});
}

}  // namespace mcp::bridge
