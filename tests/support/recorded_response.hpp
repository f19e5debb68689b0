#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

#include "mcp/server/http_endpoint.hpp"
#include "support/build_kind.hpp"
#include "support/event_text.hpp"

namespace mcp::test {

/// A Responder that records the response, and counts calls that break the interface's rules. Any
/// thread.
class RecordedResponse final : public http::Responder {
 public:
  void respond(http::ResponseHead head, std::string body) override {
    change([&] {
      wrong_ += head_.has_value() || finished_ ? 1 : 0;
      head_ = std::move(head);
      body_ = std::move(body);
      finished_ = true;
    });
  }
  void start(http::ResponseHead head) override {
    change([&] {
      wrong_ += head_.has_value() || finished_ ? 1 : 0;
      head_ = std::move(head);
      streams_ = true;
    });
  }
  bool write(std::string part) override {
    bool taken = true;
    change([&] {
      wrong_ += !streams_ || finished_ ? 1 : 0;
      taken = !refusing_;
      if (taken) body_ += part;
    });
    return taken;
  }
  void finish() override {
    change([&] {
      wrong_ += !streams_ || finished_ ? 1 : 0;
      finished_ = true;
    });
  }

  /// Waits for the end of the response; false on timeout.
  bool ended(std::chrono::milliseconds limit = patience) {
    return wait(limit, [this] { return finished_; });
  }
  /// Waits until the event stream has `count` events.
  bool has_events(std::size_t count) {
    return wait(patience, [&] { return to_events(body_).size() >= count; });
  }
  bool begun() {
    return wait(patience, [this] { return head_.has_value(); });
  }
  /// Makes later writes fail.
  void refuse_writes() {
    change([this] { refusing_ = true; });
  }

  /// The HTTP status; 0 on timeout.
  int status() {
    return begun() ? locked([this] { return head_->status; }) : 0;
  }
  bool streams() {
    return locked([this] { return streams_; });
  }
  bool finished() {
    return locked([this] { return finished_; });
  }
  std::string header(const std::string& name) {
    if (!begun()) return {};
    return locked([&] {
      for (const auto& each : head_->headers) {
        if (each.name == name) return each.value;
      }
      return std::string();
    });
  }
  std::string body() {
    return locked([this] { return body_; });
  }
  /// The body as JSON; null if it is not JSON.
  Json json() {
    const std::string text = body();
    return Json::accept(text) ? Json::parse(text) : Json();
  }
  /// The code of the JSON-RPC error; 0 if the body is not one.
  int error() {
    const Json json = this->json();
    return json.is_object() && json.contains("error") ? json["error"]["code"].get<int>() : 0;
  }
  std::vector<StreamEvent> events() { return to_events(body()); }
  /// The number of calls that broke the rules.
  int wrong() {
    return locked([this] { return wrong_; });
  }

 private:
  template <class Change>
  void change(Change change) {
    const std::scoped_lock lock(mutex_);
    change();
    changed_.notify_all();
  }
  template <class Read>
  std::invoke_result_t<Read> locked(Read read) {
    const std::scoped_lock lock(mutex_);
    return read();
  }
  bool wait(std::chrono::milliseconds limit, const std::function<bool()>& holds) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, holds);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<http::ResponseHead> head_;
  std::string body_;
  bool streams_ = false;
  bool finished_ = false;
  bool refusing_ = false;
  int wrong_ = 0;
};

}  // namespace mcp::test
