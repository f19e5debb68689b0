#include "http/accepted_type.hpp"

#include <utility>

#include "http/guard.hpp"
#include "http/responses.hpp"
#include "http/sse_parser.hpp"
#include "json/parse.hpp"

namespace mcp::http {
namespace {

constexpr std::size_t largest_event = std::size_t{1} << 30;  // a result of our own, so any size

class JsonOnly final : public Responder {
 public:
  explicit JsonOnly(std::shared_ptr<Responder> responder) : responder_(std::move(responder)) {}

  void respond(ResponseHead head, std::string body) override {
    responder_->respond(std::move(head), std::move(body));
  }
  void start(ResponseHead) override {}
  bool write(std::string part) override {
    return events_.take(part, [this](const SseEvent& event) {
      const auto message = json::parse(event.data);
      if (message && message->is_object() && !message->contains("method")) answer_ = event.data;
    });
  }
  void finish() override {
    if (answer_.empty()) return accept(*responder_);
    responder_->respond(head(200, "application/json"), std::move(answer_));
  }
  bool may_stay_open() override { return false; }
  bool takes_events() override { return false; }

 private:
  const std::shared_ptr<Responder> responder_;
  SseParser events_{largest_event};
  std::string answer_;
};

class EventsOnly final : public Responder {
 public:
  explicit EventsOnly(std::shared_ptr<Responder> responder) : responder_(std::move(responder)) {}

  void respond(ResponseHead given, std::string body) override {
    if (given.status != 200) return responder_->respond(std::move(given), std::move(body));
    ResponseHead head = stream_head();
    for (Header& header : given.headers) {
      if (header.name != "Content-Type" && header.name != "Cache-Control") {
        head.headers.push_back(std::move(header));
      }
    }
    responder_->start(std::move(head));
    responder_->write("event: message\ndata: " + body + "\n\n");
    responder_->finish();
  }
  void start(ResponseHead head) override { responder_->start(std::move(head)); }
  bool write(std::string part) override { return responder_->write(std::move(part)); }
  void finish() override { responder_->finish(); }
  bool may_stay_open() override { return responder_->may_stay_open(); }

 private:
  const std::shared_ptr<Responder> responder_;
};

}  // namespace

std::shared_ptr<Responder> as_accepted(const Request& request,
                                       std::shared_ptr<Responder> responder) {
  const bool json = takes_type(request, "application/json");
  const bool events = takes_type(request, "text/event-stream");
  if (json == events) return responder;
  if (json) return std::make_shared<JsonOnly>(std::move(responder));
  return std::make_shared<EventsOnly>(std::move(responder));
}

}  // namespace mcp::http
