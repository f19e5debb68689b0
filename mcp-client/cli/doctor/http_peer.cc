#include "doctor/http_peer.hpp"

#include "http/sse_parser.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr std::size_t most_event_bytes = std::size_t{32} << 20;
constexpr std::size_t most_body_shown = 500;
constexpr std::chrono::seconds grace{1};  // for a server to end a stream after the response

Headers joined(const Headers& common, const Headers& own) {
  Headers all = common;
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

/// Reads the body of the response to a POST: events of a stream, or one JSON value.
class BodyReader {
 public:
  BodyReader(Exchange& exchange, const Sending& sending)
      : exchange_(exchange), sending_(sending), events_(most_event_bytes) {}

  // After the response it reads on, to see whether the server ends the stream. False: the rest is
  // not needed.
  bool take(const HttpHead& head, std::string_view bytes) {
    if (head.content_type() != "text/event-stream") {
      body_.append(bytes);
      return body_.size() <= most_event_bytes;
    }
    bool stop = false;
    const bool within_limit = events_.take(bytes, [&](const http::SseEvent& event) {
      if (event.data.empty()) return;
      const bool done = take_text(exchange_, event.data, sending_);
      if (done && !responded_) responded_ = std::chrono::steady_clock::now();
      stop = stop || (done && sending_.enough);
    });
    return within_limit && !stop;
  }

  /// Whether the response has arrived, but the server has kept its stream open since.
  bool is_left_open() const {
    return responded_ && std::chrono::steady_clock::now() - *responded_ > grace;
  }

  void finish() {
    if (body_.empty()) return;
    if (exchange_.http && exchange_.http->content_type() == "application/json") {
      take_text(exchange_, body_, sending_);
    }
    exchange_.body = body_.substr(0, most_body_shown);
  }

 private:
  Exchange& exchange_;
  const Sending& sending_;
  http::SseParser events_;
  std::string body_;
  std::optional<std::chrono::steady_clock::time_point> responded_;
};

}  // namespace

Exchange HttpPeer::exchange(const Sending& sending) {
  Exchange exchange;
  exchange.sent = sending.message;
  if (sending.message.is_object()) exchange.method = sending.message.value("method", "");
  BodyReader reader(exchange, sending);
  HttpQuestion question{.url = url_,
                        .headers = joined(headers_, sending.headers),
                        .body = sending.text.empty() ? to_text(sending.message) : sending.text,
                        .patience = sending.patience,
                        .on_body = [&](const HttpHead& head,
                                       std::string_view bytes) { return reader.take(head, bytes); },
                        .give_up = [&] { return reader.is_left_open(); }};
  HttpReply reply = client_.ask(question);
  exchange.http = std::move(reply.head);
  exchange.ended = reply.ended;
  exchange.took = reply.took;
  reader.finish();
  if (!exchange.response) exchange.failure = reply.failure;
  answer_requests(exchange, sending);
  return exchange;
}

Exchange HttpPeer::request(const std::string& verb, const Headers& headers, Milliseconds patience) {
  Exchange exchange;
  HttpReply reply = client_.ask({.url = url_,
                                 .method = verb,
                                 .headers = joined(headers_, headers),
                                 .patience = patience,
                                 .only_head = true});
  exchange.http = std::move(reply.head);
  exchange.ended = reply.ended;
  exchange.took = reply.took;
  exchange.failure = std::move(reply.failure);
  return exchange;
}

void HttpPeer::answer_requests(const Exchange& exchange, const Sending& sending) {
  for (const auto& message : exchange.others) {
    if (!is_request(message)) continue;
    client_.ask({.url = url_,
                 .headers = joined(headers_, sending.headers),
                 .body = to_text(reply_to_request(message)),
                 .patience = Milliseconds(1000)});
  }
}

}  // namespace mcp::cli::doctor
