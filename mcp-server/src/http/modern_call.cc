#include "http/modern_call.hpp"

#include "http/event.hpp"
#include "http/responses.hpp"

namespace mcp::http {
namespace {

// Sends all messages that belong to the request.
class PostResponse final : public Sink {
 public:
  explicit PostResponse(std::shared_ptr<Responder> responder) : responder_(std::move(responder)) {}

  // Without a response the request was cancelled, so the client needs no error.
  ~PostResponse() override {
    if (!responder_) return;
    streaming_ ? responder_->finish() : accept(*responder_);
  }

  bool send(Message message) override {
    std::scoped_lock lock(mutex_);
    if (!responder_) return false;
    if (const auto* response = std::get_if<Response>(&message)) {
      end(*response, message);
      responder_.reset();
      return true;
    }
    if (!streaming_) responder_->start(stream_head());
    streaming_ = true;
    return responder_->write(to_event(message));
  }

 private:
  void end(const Response& response, const Message& message) {
    if (streaming_) {
      responder_->write(to_event(message));
      return responder_->finish();
    }
    const auto* error = std::get_if<Error>(&response.outcome);
    const int status = error ? status_of(error->code()) : 200;
    responder_->respond(head(status, "application/json"), to_text(message));
  }

  std::mutex mutex_;
  std::shared_ptr<Responder> responder_;
  bool streaming_ = false;
};

}  // namespace

ModernCall::ModernCall(std::shared_ptr<ServerCore> core, std::string principal,
                       std::shared_ptr<Responder> responder)
    : connection_(std::move(core), std::make_shared<PostResponse>(std::move(responder)),
                  std::move(principal)) {}

}  // namespace mcp::http
