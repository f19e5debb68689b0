#include "http/transfer.hpp"

#include <new>

#include "io/curl_options.hpp"
#include "text/ascii.hpp"

namespace mcp::http::client {
namespace {

constexpr std::size_t max_head_bytes = std::size_t{256} << 10;
constexpr long receive_buffer = 64 << 10;

// A header without a value is written in another way; libcurl takes `Name:` for its removal.
std::string to_line(const std::string& name, const std::string& value) {
  return value.empty() ? name + ';' : name + ": " + value;
}

}  // namespace

TransferLoop::Transfer::Transfer(Id own_id, HttpRequest what, std::shared_ptr<ResponseTaker> to)
    : id(own_id), request(std::move(what)), taker(std::move(to)), easy(curl_easy_init()) {
  if (!easy) throw std::bad_alloc();
}

TransferLoop::Transfer::~Transfer() {
  curl_easy_cleanup(easy);
  curl_slist_free_all(lines);
}

void TransferLoop::Transfer::set_up(const LoopOptions& options, const std::string& url) {
  for (const auto& [name, value] : request.headers) {
    lines = curl_slist_append(lines, to_line(name, value).c_str());
  }
  lines = curl_slist_append(lines, "Expect:");
  curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(options.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, receive_buffer);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, close_on_exec);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, problem);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::take_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::take_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  if (request.body) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body->size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body->c_str());
  }
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.verb);
  start_over(url);
}

void TransferLoop::Transfer::start_over(const std::string& url) {
  head = {};
  head_bytes = 0;
  head_complete = false;
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  // What stays on this machine needs no proxy.
  curl_easy_setopt(easy, CURLOPT_NOPROXY, leads_to_loopback(url) ? "*" : nullptr);
}

std::size_t TransferLoop::Transfer::take_header(const char* bytes, std::size_t, std::size_t count,
                                                void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  self.head_bytes += count;
  if (self.head_bytes > max_head_bytes) return 0;
  self.take_header_line(ascii::trimmed({bytes, count}, " \t\r\n"));
  return count;
}

// Of several responses, such as interim ones (1xx), the last one counts.
void TransferLoop::Transfer::take_header_line(std::string_view line) {
  if (line.starts_with("HTTP/")) {
    head = {};
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &head.status);
    return;
  }
  if (line.empty()) {
    head_complete = head.status >= 200;
    return;
  }
  const auto colon = line.find(':');
  if (colon == line.npos) return;
  const std::string name = ascii::lower(line.substr(0, colon));
  const std::string_view value = ascii::trimmed(line.substr(colon + 1));
  if (name == "content-type")
    head.content_type = ascii::lower(ascii::trimmed(value.substr(0, value.find(';'))));
  if (name == "mcp-session-id") head.session_id = value;
}

std::size_t TransferLoop::Transfer::take_body(const char* bytes, std::size_t, std::size_t count,
                                              void* transfer) {
  static_cast<Transfer*>(transfer)->bytes.append(bytes, count);
  return count;
}

}  // namespace mcp::http::client
