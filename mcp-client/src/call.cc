#include "call.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "call_clock.hpp"
#include "protocol/run_middleware.hpp"
#include "questions.hpp"
#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

using Clock = std::chrono::steady_clock;

class Call : public std::enable_shared_from_this<Call> {
 public:
  Call(std::shared_ptr<ClientCore> core, std::string method, Json params, CallOptions options,
       std::function<void(Result<Json>)> done)
      : core_(std::move(core)),
        method_(std::move(method)),
        params_(std::move(params)),
        options_(std::move(options)),
        clock_(options_),
        done_(std::move(done)) {}

  void start() {
    // A call that is already cancelled is not sent: the server could run it before it reads the
    // cancellation.
    if (options_.stop.stop_requested()) {
      return finish(Error(ErrorCode::request_cancelled, "Cancelled"));
    }
    if (const auto checked = check_trace(options_.trace); !checked) return finish(checked.error());
    if (options_.use_cache) {
      if (auto kept = core_->cache().find(method_, params_)) return finish(*std::move(kept));
    }
    send(params_);
    // Not under the lock: the callback runs immediately when the stop was already requested.
    on_stop_.emplace(options_.stop, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) {
        self->give_up(Error(ErrorCode::request_cancelled, "Cancelled"));
      }
    });
  }

 private:
  // The call stores the id before the request is sent, so before the response can arrive.
  void send(Json params) {
    const auto wire = core_->agreement().wire;
    wire_ = wire;
    cache_version_ = core_->cache().version();
    add_trace(params);
    core_->conversation().start(
        method_,
        [&](const RequestId& id) {
          begin_waiting(id);
          if (options_.on_progress) add_progress(id, params);
          return wire->params(std::move(params), *core_->self());
        },
        [self = shared_from_this()](Result<Json> answer) { self->answered(std::move(answer)); });
  }

  void add_trace(Json& params) const {
    const std::pair<const char*, const std::string&> members[] = {
        {meta::traceparent, options_.trace.traceparent},
        {meta::tracestate, options_.trace.tracestate},
        {meta::baggage, options_.trace.baggage}};
    for (const auto& [key, value] : members) {
      if (value.empty()) continue;
      if (params.is_null()) params = Json::object();
      params["_meta"][key] = value;
    }
  }

  void add_progress(const RequestId& id, Json& params) {
    if (params.is_null()) params = Json::object();
    params["_meta"][meta::progress_token] = to_json(id);
    core_->watch_progress(id, [weak = weak_from_this()](const Progress& progress) {
      if (const auto self = weak.lock()) self->progressed(progress);
    });
  }

  void progressed(const Progress& progress) {
    if (options_.progress_extends_timeout) {
      std::scoped_lock lock(mutex_);
      deadline_ = Clock::now() + time_to_wait();
    }
    options_.on_progress(progress);
  }

  void begin_waiting(const RequestId& id) {
    std::scoped_lock lock(mutex_);
    id_ = id;
    deadline_ = Clock::now() + time_to_wait();
    set_timer(time_to_wait());
  }

  std::chrono::milliseconds time_to_wait() const {
    return std::min(options_.timeout, clock_.left());
  }

  void set_timer(std::chrono::milliseconds delay) {
    timer_ = core_->timers().after(delay, [weak = weak_from_this(), id = id_] {
      if (const auto self = weak.lock()) self->check_deadline(id);
    });
  }

  // A progress notification may have moved the deadline since the timer was set.
  void check_deadline(const std::optional<RequestId>& id) {
    {
      std::scoped_lock lock(mutex_);
      if (id_ != id) return;
      if (core_->is_authorizing()) deadline_ = Clock::now() + options_.timeout;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
      if (left.count() > 0) return set_timer(left);
    }
    give_up(timed_out());
  }

  Error timed_out() const {
    if (clock_.is_over() && options_.max_timeout > options_.timeout) {
      return clock_.timed_out(method_);
    }
    return Error(ErrorCode::request_timed_out, "No response to " + method_ + " within " +
                                                   std::to_string(options_.timeout.count()) +
                                                   " ms");
  }

  // Returns the id of the request that was open.
  std::optional<RequestId> stop_waiting() {
    std::scoped_lock lock(mutex_);
    if (timer_) core_->timers().cancel(*timer_);
    timer_.reset();
    if (id_) core_->forget_progress(*id_);
    return std::exchange(id_, std::nullopt);
  }

  // Fails the call and sends the server a cancellation. Does not wait.
  void give_up(Error error) {
    std::optional<RequestId> id;
    {
      std::scoped_lock lock(mutex_);
      id = id_;
      given_up_ = error;
    }
    // Between two rounds no request is open at the server.
    if (!id) return finish(std::move(error));
    const std::string reason = error.what();
    if (!core_->conversation().calls().give_up(*id, std::move(error))) return;
    core_->conversation().notify(method::cancelled,
                                 {{"requestId", to_json(*id)}, {"reason", reason}});
  }

  void answered(Result<Json> answer) {
    const auto id = stop_waiting();
    if (!answer) return finish(std::move(answer));
    if (options_.returns_any_result) return finish_or_follow(*std::move(answer), id);
    auto read = wire_->result(*std::move(answer), *core_->self());
    if (!read) return finish(std::move(read).error());
    if (auto* result = std::get_if<Json>(&*read)) return complete(std::move(*result), id);
    if (++rounds_ > core_->options().max_rounds) {
      return finish(Error(ErrorCode::protocol_violation,
                          "The server asks more questions than one call may have"));
    }
    const bool posted = core_->workers().post(
        [self = shared_from_this(), back = std::get<AsksBack>(*std::move(read))] {
          self->answer_back(back);
        });
    if (!posted)
      finish(Error(ErrorCode::internal_error, "Too many input requests wait for a response"));
  }

  // Results after a round of input depend on the input, and are not kept.
  void complete(Json result, const std::optional<RequestId>& id) {
    if (rounds_ == 0) core_->cache().store(method_, params_, result, cache_version_);
    finish_or_follow(std::move(result), id);
  }

  // Waits for the task that the call has become, if it has.
  void finish_or_follow(Json result, const std::optional<RequestId>& id) {
    if (!core_->options().tasks || options_.returns_task) return finish(std::move(result));
    auto created = core_->agreement().era->tasks().created(params_, result);
    if (!created) return finish(std::move(created).error());
    if (!*created) return finish(std::move(result));
    if (method_ != method::tools_call) {
      return finish(Error(
          ErrorCode::protocol_violation,
          "The server responded to " + method_ + " with a task; only tools can run as tasks"));
    }
    follow(**std::move(created), id);
  }

  // In 2025-11-25 the progress of a task has the token of the request that created it.
  void follow(TaskState task, const std::optional<RequestId>& token) {
    if (token && options_.on_progress) core_->watch_progress(*token, options_.on_progress);
    run_task(core_, std::move(task), false,
             {.send = sender_of(core_), .call = options_, .cancels = true},
             [self = shared_from_this(), token](TaskEnd end) {
               if (token) self->core_->forget_progress(*token);
               self->finish(std::move(end.result));
             });
  }

  // Answers the input requests, then sends the request again with the responses and a new id.
  void answer_back(const AsksBack& back) {
    const auto began = Clock::now();
    Json params = params_.is_null() ? Json::object() : params_;
    for (const auto& [key, question] : back.asked.requests) {
      auto answer = answer_question(core_->options().handlers, question, options_.stop);
      if (!answer) return finish(std::move(answer).error());
      params["inputResponses"][key] = *std::move(answer);
    }
    clock_.exclude_since(began);
    if (back.request_state) params["requestState"] = *back.request_state;
    {
      std::scoped_lock lock(mutex_);
      if (given_up_) return;
    }
    send(std::move(params));
  }

  void finish(Result<Json> result) {
    std::function<void(Result<Json>)> done;
    {
      std::scoped_lock lock(mutex_);
      done = std::exchange(done_, nullptr);
    }
    if (done) done(std::move(result));
  }

  const std::shared_ptr<ClientCore> core_;
  const std::string method_;
  const Json params_;
  const CallOptions options_;
  CallClock clock_;
  const ClientWire* wire_ = nullptr;
  int rounds_ = 0;
  std::uint64_t cache_version_ = 0;  // when the request was sent

  std::mutex mutex_;  // guards the members below
  std::function<void(Result<Json>)> done_;
  std::optional<RequestId> id_;  // of the open request
  std::optional<Timer::Id> timer_;
  Clock::time_point deadline_;
  std::optional<Error> given_up_;

  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
};

void connect_and_call(const std::shared_ptr<ClientCore>& core, PassingRequest request,
                      CallOptions options, Respond done) {
  try {
    core->ensure_connected(options.stop);
  } catch (const Error& error) {
    return done(error);
  }
  std::make_shared<Call>(core, std::move(request.method), std::move(request.params),
                         std::move(options), std::move(done))
      ->start();
}

// Middleware may call `proceed` on a thread of the client, which must not wait for a server to
// start.
void call_from_any_thread(const std::shared_ptr<ClientCore>& core, const PassingRequest& request,
                          const CallOptions& options, const Respond& done) {
  if (core->connected()) return connect_and_call(core, request, options, done);
  const bool posted = core->workers().post(
      [core, request, options, done] { connect_and_call(core, request, options, done); });
  if (!posted) done(Error(ErrorCode::connection_closed, "The server is gone"));
}

}  // namespace

void start_call(std::shared_ptr<ClientCore> core, std::string method, Json params,
                CallOptions options, std::function<void(Result<Json>)> done) {
  if (core->options().trace && options.trace == TraceContext()) {
    options.trace = core->options().trace();
  }
  PassingRequest request{std::move(method), std::move(params)};
  const auto& middleware = core->options().middleware;
  if (middleware.empty()) {
    return connect_and_call(core, std::move(request), std::move(options), std::move(done));
  }
  run_middleware(
      {.middleware = {core, &middleware},
       .caller = core->self(),
       .last =
           [core, options = std::move(options)](const PassingRequest& passed,
                                                const Respond& respond) {
             call_from_any_thread(core, passed, options, respond);
           },
       .error_of = [](const std::string& what) { return Error(ErrorCode::internal_error, what); }},
      std::move(request), std::move(done));
}

Result<Json> wait_for(const std::shared_ptr<ClientCore>& core, std::string_view method, Json params,
                      const CallOptions& options) {
  // Shared, because set_value may still be running when get returns.
  const auto answer = std::make_shared<std::promise<Result<Json>>>();
  auto arrived = answer->get_future();
  start_call(core, std::string(method), std::move(params), options,
             [answer](Result<Json> result) { answer->set_value(std::move(result)); });
  return arrived.get();
}

SendRequest sender_of(std::shared_ptr<ClientCore> core) {
  return [core = std::move(core)](const PassingRequest& request, CallOptions options,
                                  const Respond& done) {
    options.returns_task = true;
    call_from_any_thread(core, request, options, done);
  };
}

}  // namespace mcp
