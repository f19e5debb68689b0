#include "tasks/task_run.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <set>
#include <stop_token>
#include <utility>

#include "call_clock.hpp"
#include "questions.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

using std::chrono::milliseconds;

// A request about a task may fail this often in a row before the run fails: the connection may be
// lost for a moment.
constexpr int max_failures = 3;

bool may_pass(const Error& error) {
  return error.code() == ErrorCode::request_timed_out ||
         error.code() == ErrorCode::connection_closed;
}

class TaskRun : public std::enable_shared_from_this<TaskRun> {
 public:
  TaskRun(std::shared_ptr<ClientCore> core, TaskState state, TaskRunOptions options,
          std::function<void(TaskEnd)> ended)
      : core_(std::move(core)),
        era_(core_->agreement().era->tasks()),
        id_(state.id),
        options_(std::move(options)),
        clock_(options_.call),
        state_(std::move(state)),
        ended_(std::move(ended)) {}

  // The client drops timers and work when it ends.
  ~TaskRun() { end(Error(ErrorCode::connection_closed, "The client has ended")); }

  void start(bool polls_first) {
    polls_first ? poll() : handle(state());
    on_stop_.emplace(options_.call.stop, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) {
        self->give_up(Error(ErrorCode::request_cancelled, "Cancelled"));
      }
    });
  }

 private:
  void request(std::string_view method, Json params, milliseconds timeout,
               void (TaskRun::*answered)(Result<Json>)) {
    params["taskId"] = id_;
    CallOptions call;
    call.timeout = std::min(timeout, clock_.left());
    call.max_timeout = call.timeout;
    call.trace = options_.call.trace;
    options_.send({std::string(method), std::move(params)}, call,
                  [self = shared_from_this(), answered](Result<Json> result) {
                    if (!self->has_finished()) ((*self).*answered)(std::move(result));
                  });
  }

  void poll() {
    request(method::tasks_get, Json::object(), options_.call.timeout, &TaskRun::polled);
  }

  void polled(Result<Json> answer) {
    if (!answer) return retry_after(answer.error());
    auto state = era_.state(*answer);
    if (!state) {
      end(std::move(state).error());
    } else if (state->id != id_) {
      end(Error(ErrorCode::protocol_violation, "The server sent the state of another task"));
    } else {
      failures_ = 0;
      handle(*std::move(state));
    }
  }

  void retry_after(const Error& error) {
    if (auto unknown = unknown_task(error, state())) return fail(*std::move(unknown));
    if (clock_.is_over()) return give_up(clock_.timed_out("the task"));
    if (!may_pass(error) || ++failures_ > max_failures) {
      end(error);
    } else {
      pause();
    }
  }

  void handle(const TaskState& state) {
    replace(state);
    if (state.status == TaskStatus::cancelled) return fail_as_cancelled(state);
    if (era_.result_method()) {
      if (state.status != TaskStatus::working) fetch_result();
    } else if (has_ended(state)) {
      return take_result(state);
    }
    if (has_ended(state)) return;
    if (state.ttl && clock_.age() > *state.ttl) return fail_as_expired(state);
    state.input_requests.empty() ? pause() : answer_input(state.input_requests);
  }

  void replace(const TaskState& state) {
    bool changed = std::exchange(is_new_, false);
    {
      const std::scoped_lock lock(mutex_);
      changed = changed || state.status != state_.status || state.message != state_.message;
      state_ = state;
    }
    if (changed && options_.on_change) options_.on_change(state);
  }

  void take_result(const TaskState& state) {
    if (state.status == TaskStatus::failed) {
      const Error error = state.error.value_or(Error(ErrorCode::internal_error, "The task failed"));
      fail(TaskFailure(TaskFailure::Reason::failed, error, state));
    } else if (state.result.is_object()) {
      end(state.result);
    } else {
      end(Error(ErrorCode::protocol_violation, "The server sent a completed task without result"));
    }
  }

  // The server answers when the task has ended; until then it may send requests for input.
  void fetch_result() {
    {
      const std::scoped_lock lock(mutex_);
      if (std::exchange(is_fetching_, true)) return;
    }
    request(*era_.result_method(), Json::object(), clock_.left(), &TaskRun::fetched);
  }

  void fetched(Result<Json> answer) {
    {
      const std::scoped_lock lock(mutex_);
      is_fetching_ = false;
    }
    const TaskState last = state();
    if (answer) {
      end(std::move(answer));
    } else if (may_pass(answer.error())) {
      // While the task has not ended, polling goes on and requests the result again.
      if (has_ended(last)) retry_after(answer.error());
    } else if (auto unknown = unknown_task(answer.error(), last);
               unknown && last.status != TaskStatus::failed) {
      fail(*std::move(unknown));
    } else {
      fail(TaskFailure(TaskFailure::Reason::failed, answer.error(), last));
    }
  }

  void fail_as_cancelled(const TaskState& state) {
    const std::string why = state.message.empty() ? "" : ": " + state.message;
    fail(TaskFailure(TaskFailure::Reason::cancelled,
                     Error(ErrorCode::request_cancelled, "The task was cancelled" + why), state));
  }

  // The time of creation is not compared with this machine's clock, which may differ.
  void fail_as_expired(const TaskState& state) {
    fail(TaskFailure(
        TaskFailure::Reason::expired,
        Error(ErrorCode::request_timed_out, "The task did not end within its ttl of " +
                                                std::to_string(state.ttl->count()) + " ms"),
        state));
  }

  // Input requests keep their keys until they are answered, and each is answered once.
  void answer_input(std::map<std::string, InputRequest> questions) {
    std::erase_if(questions, [this](const auto& each) { return answered_.contains(each.first); });
    if (questions.empty()) return pause();
    if (++rounds_ > core_->options().max_rounds) {
      return give_up(Error(ErrorCode::protocol_violation,
                           "The server requested input more than " +
                               std::to_string(core_->options().max_rounds) +
                               " times in one task (ClientOptions::max_rounds)"));
    }
    const bool posted = core_->workers().post(
        [self = shared_from_this(), questions = std::move(questions)] { self->answer(questions); });
    if (!posted) {
      give_up(Error(ErrorCode::internal_error, "Too many input requests wait for a response"));
    }
  }

  void answer(const std::map<std::string, InputRequest>& questions) {
    const auto began = CallClock::Clock::now();
    Json responses = Json::object();
    for (const auto& [key, question] : questions) {
      auto response = answer_question(core_->options().handlers, question, options_.call.stop);
      if (!response) return give_up(std::move(response).error());
      responses[key] = *std::move(response);
      answered_.insert(key);
    }
    clock_.exclude_since(began);
    if (has_finished()) return;
    request(*era_.update_method(), {{"inputResponses", std::move(responses)}},
            options_.call.timeout, &TaskRun::updated);
  }

  void updated(Result<Json> answer) { answer ? pause() : retry_after(answer.error()); }

  void pause() {
    const TaskOptions limits = core_->options().tasks.value_or(TaskOptions{});
    const std::scoped_lock lock(mutex_);
    if (!ended_) return;
    const auto wanted = std::max(
        limits.min_poll_interval,
        std::min(state_.poll_interval.value_or(limits.poll_interval), limits.max_poll_interval));
    timer_ = core_->timers().after(std::min(wanted, clock_.left()),
                                   [self = shared_from_this()] { self->resume(); });
  }

  void resume() { clock_.is_over() ? give_up(clock_.timed_out("the task")) : poll(); }

  // Ends the run before the task has ended.
  void give_up(const Error& error) {
    if (!end(error) || !options_.cancels) return;
    const auto method = era_.cancel_method(core_->agreement().server.capabilities);
    if (!method) return;
    options_.send({std::string(*method), {{"taskId", id_}}}, CallOptions(),
                  [](const Result<Json>&) {});
  }

  void fail(TaskFailure failure) {
    const Error error = failure;
    finish({.result = error, .failure = std::move(failure)});
  }

  bool end(Result<Json> result) { return finish({.result = std::move(result)}); }

  // False if the run has ended already.
  bool finish(TaskEnd end) {
    std::function<void(TaskEnd)> ended;
    {
      const std::scoped_lock lock(mutex_);
      ended = std::exchange(ended_, nullptr);
      if (timer_) core_->timers().cancel(*std::exchange(timer_, std::nullopt));
    }
    if (!ended) return false;
    ended(std::move(end));
    return true;
  }

  bool has_finished() const {
    const std::scoped_lock lock(mutex_);
    return !ended_;
  }
  TaskState state() const {
    const std::scoped_lock lock(mutex_);
    return state_;
  }

  const std::shared_ptr<ClientCore> core_;
  const TaskEra& era_;
  const std::string id_;
  const TaskRunOptions options_;
  CallClock clock_;
  // Only one poll or update is open at a time, which changes these.
  bool is_new_ = true;
  int failures_ = 0;
  int rounds_ = 0;
  std::set<std::string> answered_;

  mutable std::mutex mutex_;  // guards the members below
  TaskState state_;
  std::function<void(TaskEnd)> ended_;
  std::optional<Timer::Id> timer_;
  bool is_fetching_ = false;

  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
};

}  // namespace

std::optional<TaskFailure> unknown_task(const Error& error, const TaskState& state) {
  if (error.code() != ErrorCode::invalid_params) return std::nullopt;
  return TaskFailure(
      TaskFailure::Reason::unknown,
      Error(error.code(),
            std::string("The server does not know the task (any more); it says: ") + error.what()),
      state);
}

void run_task(std::shared_ptr<ClientCore> core, TaskState state, bool polls_first,
              TaskRunOptions options, std::function<void(TaskEnd)> ended) {
  std::make_shared<TaskRun>(std::move(core), std::move(state), std::move(options), std::move(ended))
      ->start(polls_first);
}

}  // namespace mcp
