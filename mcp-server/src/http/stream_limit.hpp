#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "mcp/server/http_endpoint.hpp"
#include "runtime/caller_count.hpp"

namespace mcp::http {

/// Limits the notification streams that each caller has open. Any thread.
class StreamLimit {
 public:
  explicit StreamLimit(std::size_t limit) : open_(std::make_shared<CallerCount>(SIZE_MAX, limit)) {}

  /// A responder that counts as an open stream while it exists. Null: the caller has too many.
  std::shared_ptr<Responder> count(const std::string& caller,
                                   std::shared_ptr<Responder> responder) {
    auto counted = open_->add(caller);
    if (counted.index() != 0) return nullptr;
    return std::make_shared<CountedResponder>(open_, std::get<Counted>(std::move(counted)),
                                              std::move(responder));
  }

 private:
  class CountedResponder final : public Responder {
   public:
    CountedResponder(std::shared_ptr<CallerCount> open, Counted counted,
                     std::shared_ptr<Responder> responder)
        : open_(std::move(open)), responder_(std::move(responder)), counted_(std::move(counted)) {}

    void respond(ResponseHead head, std::string body) override {
      responder_->respond(std::move(head), std::move(body));
    }
    void start(ResponseHead head) override { responder_->start(std::move(head)); }
    bool write(std::string part) override { return responder_->write(std::move(part)); }
    void finish() override { responder_->finish(); }

   private:
    const std::shared_ptr<CallerCount> open_;  // may outlive the StreamLimit
    const std::shared_ptr<Responder> responder_;
    const Counted counted_;
  };

  const std::shared_ptr<CallerCount> open_;
};

}  // namespace mcp::http
