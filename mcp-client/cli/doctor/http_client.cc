#include "doctor/http_client.hpp"

#include <curl/curl.h>

#include <memory>
#include <new>
#include <utility>

#include "http_client/curl_options.hpp"
#include "text/ascii.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr std::size_t most_body = 1 << 20;
constexpr std::size_t most_streamed = std::size_t{64} << 20;
constexpr std::size_t most_headers = 200;

/// What libcurl's callbacks fill in.
struct Receiving {
  const HttpQuestion& question;
  HttpReply& reply;
  const std::stop_token& stop;
  HttpHead head = {};
  std::size_t received = 0;
  bool enough = false;
};

void take_status(Receiving& receiving, std::string_view line) {
  receiving.head = {};
  const auto blank = line.find(' ');
  if (blank == line.npos) return;
  receiving.head.status = std::atoi(std::string(line.substr(blank + 1, 3)).c_str());
}

std::size_t take_header(const char* bytes, std::size_t, std::size_t count, void* to) {
  auto& receiving = *static_cast<Receiving*>(to);
  const std::string_view line = ascii::trimmed({bytes, count}, " \t\r\n");
  if (line.starts_with("HTTP/")) {
    take_status(receiving, line);
  } else if (!line.empty() && receiving.head.headers.size() < most_headers) {
    const auto colon = line.find(':');
    if (colon == line.npos) return count;
    receiving.head.headers.emplace_back(ascii::lower(line.substr(0, colon)),
                                        std::string(ascii::trimmed(line.substr(colon + 1))));
  } else if (line.empty() && receiving.head.status / 100 != 1) {
    receiving.reply.head = receiving.head;
    receiving.enough = receiving.question.only_head;
    if (receiving.enough) return 0;
  }
  return count;
}

std::size_t take_body(const char* bytes, std::size_t, std::size_t count, void* to) {
  auto& receiving = *static_cast<Receiving*>(to);
  receiving.received += count;
  if (receiving.question.on_body) {
    receiving.enough = !receiving.question.on_body(receiving.head, {bytes, count}) ||
                       receiving.received > most_streamed;
  } else if (receiving.received <= most_body) {
    receiving.reply.body.append(bytes, count);
  } else {
    receiving.enough = true;
  }
  return receiving.enough ? 0 : count;
}

int may_go_on(void* to, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& receiving = *static_cast<Receiving*>(to);
  receiving.enough =
      receiving.enough || (receiving.question.give_up && receiving.question.give_up());
  return receiving.enough || receiving.stop.stop_requested() ? 1 : 0;
}

using Lines = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

Lines header_lines(const Headers& headers) {
  curl_slist* lines = curl_slist_append(nullptr, "Expect:");
  for (const auto& [name, value] : headers) {
    // A value that is empty needs a semicolon: a colon alone would remove the header.
    const std::string line = name + (value.empty() ? ";" : ": " + value);
    lines = curl_slist_append(lines, line.c_str());
  }
  return {lines, &curl_slist_free_all};
}

void set_up(CURL* easy, Receiving& receiving, const std::string& ca_file, char* problem) {
  const HttpQuestion& question = receiving.question;
  curl_easy_setopt(easy, CURLOPT_URL, question.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, problem);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(question.patience.count()));
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &close_on_exec);
  if (question.method == "POST") {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(question.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, question.body.c_str());
  } else if (question.method != "GET") {
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, question.method.c_str());
  }
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &take_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &receiving);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &take_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &receiving);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &may_go_on);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &receiving);
  if (!ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file.c_str());
  if (leads_to_loopback(question.url)) curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
}

CURL* make_easy() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  CURL* easy = ready == CURLE_OK ? curl_easy_init() : nullptr;
  if (!easy) throw std::bad_alloc();
  block_sigpipe();
  return easy;
}

}  // namespace

HttpClient::HttpClient(std::string ca_file, std::stop_token stop)
    : ca_file_(std::move(ca_file)), stop_(std::move(stop)), easy_(make_easy()) {}

HttpClient::~HttpClient() {
  curl_easy_cleanup(easy_);
}

HttpReply HttpClient::ask(const HttpQuestion& question) {
  HttpReply reply;
  Receiving receiving{.question = question, .reply = reply, .stop = stop_};
  char problem[CURL_ERROR_SIZE] = {};
  const Lines lines = header_lines(question.headers);
  curl_easy_reset(easy_);
  set_up(easy_, receiving, ca_file_, problem);
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, lines.get());
  const auto began = std::chrono::steady_clock::now();
  const CURLcode code = curl_easy_perform(easy_);
  reply.took = std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - began);
  reply.ended = code == CURLE_OK;
  if (code == CURLE_OPERATION_TIMEDOUT) {
    reply.failure =
        "no complete response within " + std::to_string(question.patience.count()) + " ms";
  } else if (code != CURLE_OK && !receiving.enough) {
    reply.failure = *problem ? problem : curl_easy_strerror(code);
  }
  return reply;
}

}  // namespace mcp::cli::doctor
