#include "doctor/steps/step.hpp"

namespace mcp::cli::doctor {
namespace {

std::string outcome(const char* verb, const HttpReply& reply) {
  if (!reply.head) return std::string(verb) + ": " + reply.failure;
  const std::string type = reply.head->content_type();
  return std::string(verb) + ": " + std::to_string(reply.head->status) +
         (type.empty() ? "" : " " + type);
}

std::string advice_for(const HttpReply& get) {
  if (!get.head) return "The server does not speak HTTP on this port; check the URL.";
  const int status = get.head->status;
  if (status == 404) return "Check the path in the URL: there may be no MCP endpoint there.";
  if (status / 100 == 3) {
    return "The URL is redirected to " + get.head->header("location") + "; use that one.";
  }
  if (status >= 500) return "The server, or a proxy before it, fails; see its log.";
  return "";
}

}  // namespace

Step ask_verbs(HttpClient& client, const std::string& url, const Headers& headers,
               Milliseconds patience) {
  Step step{.id = "http", .title = "HTTP"};
  HttpQuestion question{.url = url, .method = "GET", .headers = headers, .patience = patience};
  question.only_head = true;
  question.headers.emplace_back("Accept", "text/event-stream");
  const HttpReply get = client.ask(question);
  question.method = "OPTIONS";
  const HttpReply options = client.ask(question);
  step.took = get.took + options.took;
  step.detail = outcome("GET", get) + "; " + outcome("OPTIONS", options);
  step.advice = advice_for(get);
  if (!get.head) {
    step.status = Step::Status::failed;
  } else if (!step.advice.empty()) {
    step.status = Step::Status::warning;
  }
  return step;
}

}  // namespace mcp::cli::doctor
