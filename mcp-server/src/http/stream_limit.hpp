#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "mcp/server/http_endpoint.hpp"

namespace mcp::http {

/// How many streams each caller has open on which it waits for news. Any thread.
class StreamLimit {
 public:
  explicit StreamLimit(std::size_t limit) : open_(std::make_shared<Open>(limit)) {}

  /// The responder of a stream, which counts for as long as it exists. Null: the caller has too
  /// many.
  std::shared_ptr<Responder> count(const std::string& caller,
                                   std::shared_ptr<Responder> responder) {
    if (!open_->add(caller)) return nullptr;
    return std::make_shared<Counted>(open_, caller, std::move(responder));
  }

 private:
  class Open {
   public:
    explicit Open(std::size_t limit) : limit_(limit) {}

    bool add(const std::string& caller) {
      std::scoped_lock lock(mutex_);
      if (limit_ == 0) return false;
      std::size_t& count = streams_[caller];
      if (count >= limit_) return false;
      ++count;
      return true;
    }
    void remove(const std::string& caller) {
      std::scoped_lock lock(mutex_);
      const auto found = streams_.find(caller);
      if (--found->second == 0) streams_.erase(found);
    }

   private:
    const std::size_t limit_;
    std::mutex mutex_;
    std::map<std::string, std::size_t> streams_;
  };

  class Counted final : public Responder {
   public:
    Counted(std::shared_ptr<Open> open, std::string caller, std::shared_ptr<Responder> responder)
        : open_(std::move(open)), caller_(std::move(caller)), responder_(std::move(responder)) {}
    ~Counted() override { open_->remove(caller_); }

    void respond(ResponseHead head, std::string body) override {
      responder_->respond(std::move(head), std::move(body));
    }
    void start(ResponseHead head) override { responder_->start(std::move(head)); }
    bool write(std::string part) override { return responder_->write(std::move(part)); }
    void finish() override { responder_->finish(); }

   private:
    const std::shared_ptr<Open> open_;
    const std::string caller_;
    const std::shared_ptr<Responder> responder_;
  };

  const std::shared_ptr<Open> open_;
};

}  // namespace mcp::http
