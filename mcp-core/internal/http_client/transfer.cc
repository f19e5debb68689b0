#include "http_client/transfer.hpp"

#include <new>
#include <utility>

#include "http_client/curl_options.hpp"
#include "text/ascii.hpp"

namespace mcp::http::client {
namespace {

constexpr std::size_t max_head_bytes = std::size_t{256} << 10;
constexpr long receive_buffer = 16 << 10;
// Body bytes buffered until the handler gets them, so that other transfers, and the work of an
// embedding loop, get their turn. A compressed body may also expand a thousandfold.
constexpr std::size_t most_kept = std::size_t{16} << 10;

// A header without a value is written as `Name;`: libcurl would remove the header for `Name:`.
std::string to_line(const std::string& name, const std::string& value) {
  return value.empty() ? name + ';' : name + ": " + value;
}

void add_header(ResponseHeaders& headers, std::string_view name, std::string_view value) {
  std::string key = ascii::lower(name);
  std::string text(ascii::trimmed(value));
  const auto known = headers.find(key);
  if (key == "www-authenticate" && known != headers.end()) text = known->second + ", " + text;
  headers[std::move(key)] = std::move(text);
}

// A proxy's address says nothing about the server.
std::string server_address(CURL* easy) {
  const char* url = nullptr;
  curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url);
  if (uses_proxy() && !(url && leads_to_loopback(url))) return "";
  const char* address = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address);
  return address ? address : "";
}

}  // namespace

Transfer::Transfer(TransferId own_id, HttpRequest what, std::shared_ptr<ResponseHandler> to,
                   std::function<void(std::shared_ptr<Transfer>)> on_ready_)
    : id(own_id),
      request(std::move(what)),
      handler(std::move(to)),
      easy(curl_easy_init()),
      on_ready(std::move(on_ready_)),
      last_activity(Clock::now()) {
  if (!easy) throw std::bad_alloc();
  set_up();
}

Transfer::~Transfer() {
  curl_easy_cleanup(easy);
  curl_slist_free_all(lines);
}

Transfer& Transfer::of(CURL* easy) {
  Transfer* transfer = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
  return *transfer;
}

void Transfer::set_up() {
  for (const auto& [name, value] : request.headers) {
    lines = curl_slist_append(lines, to_line(name, value).c_str());
  }
  lines = curl_slist_append(lines, "Expect:");
  curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700  // a name that is being looked up does not delay a stop
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  const auto milliseconds = [](std::chrono::milliseconds time) {
    return static_cast<long>(time.count());
  };
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.limits.connect));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, milliseconds(request.limits.total));
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, receive_buffer);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, close_on_exec);
  if (request.public_addresses_only && !uses_proxy()) {
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_public_socket);
  }
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, problem);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::take_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::take_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  if (request.accepts_gzip) curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  if (!request.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, request.ca_file.c_str());
  if (request.body) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body->size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body->c_str());
  }
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method);
}

void Transfer::start_over(const std::string& url) {
  head = {};
  head_bytes = 0;
  head_complete = false;
  bytes.clear();
  outcome.reset();
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  // Loopback requests bypass the proxy.
  curl_easy_setopt(easy, CURLOPT_NOPROXY, leads_to_loopback(url) ? "*" : nullptr);
}

void Transfer::notify() {
  if (!std::exchange(notified, true)) on_ready(shared_from_this());
}

void Transfer::finish(CURLcode code) {
  outcome = "";
  if (code != CURLE_OK) outcome = problem[0] ? problem : curl_easy_strerror(code);
  notify();
}

void Transfer::give_up() {
  outcome = (head_complete ? "no byte for " : "no response for ") +
            std::to_string(limit().count()) + " ms";
  notify();
}

std::size_t Transfer::take_header(const char* bytes, std::size_t, std::size_t count,
                                  void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  self.head_bytes += count;
  if (self.head_bytes > max_head_bytes) return 0;
  self.take_header_line(ascii::trimmed({bytes, count}, " \t\r\n"));
  return count;
}

// Of several responses, such as interim ones (1xx), the last one counts.
void Transfer::take_header_line(std::string_view line) {
  if (head_complete) return;  // a trailer
  if (line.starts_with("HTTP/")) {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    head = {.status = static_cast<int>(status)};
  } else if (line.empty()) {
    head_complete = head.status >= 200;
    if (!head_complete) return;
    head.address = server_address(easy);
    last_activity = Clock::now();
    notify();
  } else if (const auto colon = line.find(':'); colon != line.npos) {
    add_header(head.headers, line.substr(0, colon), line.substr(colon + 1));
  }
}

std::size_t Transfer::take_body(const char* bytes, std::size_t, std::size_t count, void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  self.last_activity = Clock::now();
  if (self.bytes.size() + count > most_kept && !self.bytes.empty()) {
    self.paused = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  self.bytes.append(bytes, count);
  self.notify();
  return count;
}

void Transfer::resume() {
  bytes.clear();
  if (std::exchange(paused, false) && !outcome) curl_easy_pause(easy, CURLPAUSE_CONT);
}

bool Transfer::has_deadline() const {
  return request.limits.head.count() > 0 || request.limits.idle.count() > 0;
}

std::chrono::milliseconds Transfer::limit() const {
  return head_complete ? request.limits.idle : request.limits.head;
}

// Compressed bytes count as activity, too; only libcurl's download counter includes them.
Transfer::Clock::time_point Transfer::deadline() {
  curl_off_t now = 0;
  curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &now);
  const bool has_grown = std::exchange(downloaded, now) != now;
  if (has_grown && head_complete) last_activity = Clock::now();
  return limit().count() > 0 ? last_activity + limit() : Clock::time_point::max();
}

}  // namespace mcp::http::client
