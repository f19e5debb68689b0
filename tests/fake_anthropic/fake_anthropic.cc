#include "fake_anthropic/fake_anthropic.hpp"

#include <httplib.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <thread>

#include "fake_anthropic/answer_events.hpp"
#include "fake_anthropic/connection_threads.hpp"
#include "fake_anthropic/fault_plan.hpp"
#include "fake_anthropic/request_rules.hpp"
#include "fake_anthropic/scenario.hpp"
#include "support/build_kind.hpp"
#include "text/ascii.hpp"

namespace mcp::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* messages_path = "/v1/messages";
constexpr auto look_for_client = 5ms;
constexpr int backlog = 1024;  // cpp-httplib's 5 is too few for hundreds of clients at once

FakeRequest to_request(const httplib::Request& request) {
  FakeRequest result{
      .verb = request.method,
      .path = request.path,
      .headers = {},
      .body = request.body.empty() ? Json() : Json::parse(request.body, nullptr, false),
      .size = request.body.size(),
      .refusal = {},
      .at = std::chrono::steady_clock::now()};
  for (const auto& [name, value] : request.headers) result.headers[ascii::lower(name)] = value;
  return result;
}

std::string stamped(std::string event) {
  constexpr std::string_view mark = "${now}";
  for (auto at = event.find(mark); at != event.npos; at = event.find(mark, at)) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    event.replace(
        at, mark.size(),
        std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
  }
  return event;
}

void set_error(httplib::Response& response, const ApiError& error, const std::string& id) {
  response.status = error.status;
  response.set_content(to_text(error.json(id)), "application/json");
}

void set_scripted_error(httplib::Response& response, const Json& error, const std::string& id) {
  set_error(response,
            {.status = error.value("status", 500),
             .type = error.value("type", "api_error"),
             .message = error.value("message", "from the scenario")},
            id);
  const Json headers = error.value("headers", Json::object());
  for (const auto& [name, value] : headers.items()) response.set_header(name, value);
  if (error.contains("body")) response.set_content(error["body"], "text/html");
}

}  // namespace

class FakeAnthropic::Running {
 public:
  explicit Running(FakeAnthropicOptions options);
  ~Running();

  const FakeAnthropicOptions options;
  int port = 0;
  mutable std::mutex mutex;  // guards the members up to the thread
  mutable std::condition_variable changed;
  std::optional<Scenario> scenario;
  std::vector<FakeRequest> requests;
  std::vector<std::string> complaints;
  std::size_t under_way = 0;
  std::size_t stalled = 0;
  std::size_t released = 0;  // number of calls of release()
  std::size_t cut = 0;
  std::size_t last_id = 0;
  bool stopping = false;

  template <class Condition>
  bool wait(Condition condition) const {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, patience, condition);
  }

 private:
  struct Stream {
    FaultPlan plan;
    std::vector<StreamEvent> events;
  };
  using Writable = std::function<bool()>;

  void answer(const httplib::Request& request, httplib::Response& response);
  std::optional<ApiError> judge(FakeRequest& request, std::optional<Json>& step, std::size_t id);
  void answer_step(const Json& step, const FakeRequest& request, httplib::Response& response,
                   const std::string& id);
  void list_models(httplib::Response& response) const;
  bool send(const Stream& stream, httplib::DataSink& sink);
  bool stall(const Writable& writable);
  bool pause(std::chrono::milliseconds time);
  void ended(bool complete);

  std::stop_source ending_;
  httplib::Server server_;
  int listening_ = -1;  // the server's socket
  std::thread thread_;
};

FakeAnthropic::Running::Running(FakeAnthropicOptions what) : options(std::move(what)) {
  server_.new_task_queue = [] { return new ConnectionThreads; };
  server_.set_keep_alive_max_count(100'000);
  server_.set_keep_alive_timeout(1);
  server_.set_tcp_nodelay(true);
  server_.set_socket_options([this](int socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    listening_ = socket;
  });
  const auto handle = [this](const httplib::Request& request, httplib::Response& response) {
    answer(request, response);
  };
  server_.Post(".*", handle);
  server_.Get(".*", handle);
  port = options.port == 0                                 ? server_.bind_to_any_port("127.0.0.1")
         : server_.bind_to_port("127.0.0.1", options.port) ? options.port
                                                           : -1;
  if (port < 0) throw std::runtime_error("the port is taken");
  ::listen(listening_, backlog);
  thread_ = std::thread([this] { server_.listen_after_bind(); });
  while (!server_.is_running()) std::this_thread::yield();
}

FakeAnthropic::Running::~Running() {
  {
    const std::scoped_lock lock(mutex);
    stopping = true;
  }
  ending_.request_stop();
  changed.notify_all();
  server_.stop();
  thread_.join();
}

/// Why a request is rejected; nothing if it is accepted, and then `step` is set.
std::optional<ApiError> FakeAnthropic::Running::judge(FakeRequest& request,
                                                      std::optional<Json>& step, std::size_t id) {
  auto refusal = refuse_headers(request.headers, options.api_key);
  const bool message = request.verb == "POST" && request.path == messages_path;
  if (!refusal && message) refusal = refuse_size(request.body, request.size);
  if (!refusal && message) refusal = refuse_request(request.body, options.models);
  {
    const std::scoped_lock lock(mutex);
    if (!refusal && message) {
      step = scenario ? scenario->next(request.body) : std::nullopt;
      if (!step) refusal = invalid("the scenario has no step for this");
    }
    if (step) {
      const std::string unmet = unmet_expectation(*step, request.body);
      if (!unmet.empty()) refusal = invalid("not as expected: " + unmet);
    }
    if (refusal) {
      request.refusal = refusal->message;
      complaints.push_back("request " + std::to_string(id) + ": " + refusal->message);
    }
    requests.push_back(request);
  }
  changed.notify_all();
  return refusal;
}

void FakeAnthropic::Running::answer(const httplib::Request& http, httplib::Response& response) {
  FakeRequest request = to_request(http);
  std::size_t number = 0;
  {
    const std::scoped_lock lock(mutex);
    number = ++last_id;
  }
  const std::string id = "req_" + std::to_string(number);
  response.set_header("request-id", id);
  response.set_header("anthropic-ratelimit-requests-limit", "1000");
  response.set_header("anthropic-ratelimit-requests-remaining", "999");
  std::optional<Json> step;
  const auto refusal = judge(request, step, number);
  if (refusal) return set_error(response, *refusal, id);
  if (step) return answer_step(*step, request, response, id);
  if (request.path == "/v1/models") return list_models(response);
  set_error(response, {404, "not_found_error", "Not found"}, id);
}

void FakeAnthropic::Running::answer_step(const Json& step, const FakeRequest& request,
                                         httplib::Response& response, const std::string& id) {
  Stream stream{.plan = FaultPlan::from(step.value("faults", Json::object())), .events = {}};
  {
    const std::scoped_lock lock(mutex);
    ++under_way;
  }
  if (stream.plan.stall_head) stall([] { return true; });
  if (step.contains("error")) {
    set_scripted_error(response, step["error"], id);
    return ended(true);
  }
  stream.events = stream.plan.spoil(
      to_events(step["answer"], {.message_id = "msg_" + id.substr(id.find('_') + 1),
                                 .model = request.body["model"],
                                 .user_text = last_user_text(request.body),
                                 .results = last_results(request.body),
                                 .tools = tool_names(request.body)}));
  // cpp-httplib compresses text responses for clients that accept it, except of exactly this type.
  const char* type = stream.plan.gzip ? "text/event-stream; charset=utf-8" : "text/event-stream";
  response.set_chunked_content_provider(
      type,
      [this, stream = std::move(stream)](std::size_t, httplib::DataSink& sink) {
        const bool complete = send(stream, sink);
        if (complete) sink.done();
        return complete;
      },
      [this](bool complete) { ended(complete); });
}

void FakeAnthropic::Running::list_models(httplib::Response& response) const {
  Json list = Json::array();
  for (const auto& id : options.models) list.push_back({{"type", "model"}, {"id", id}});
  response.set_content(to_text({{"data", list}, {"has_more", false}}), "application/json");
}

// False: the connection must be broken.
bool FakeAnthropic::Running::send(const Stream& stream, httplib::DataSink& sink) {
  const FaultPlan& plan = stream.plan;
  std::size_t left = plan.drop_after_bytes.value_or(std::string::npos);
  for (std::size_t at = 0; at < stream.events.size(); ++at) {
    if (plan.stall_after == at && !stall([&] { return sink.is_writable(); })) return false;
    if (plan.drip.count() > 0 && !pause(plan.drip)) return false;
    const auto pieces =
        plan.cut(stamped(plan.encode(stream.events[at])), static_cast<std::uint32_t>(at));
    for (const auto& piece : pieces) {
      const std::size_t size = std::min(left, piece.size());
      if (size > 0 && !sink.write(piece.data(), size)) {
        const std::scoped_lock lock(mutex);
        ++cut;
        return false;
      }
      left -= plan.drop_after_bytes ? size : 0;
      if (left == 0) return false;
    }
  }
  return true;
}

// False: the client has disconnected, or the server stops.
bool FakeAnthropic::Running::stall(const Writable& writable) {
  std::unique_lock lock(mutex);
  const std::size_t before = released;
  ++stalled;
  changed.notify_all();
  bool connected = true;
  while (connected && !stopping && released == before) {
    changed.wait_for(lock, look_for_client, [&] { return stopping || released != before; });
    lock.unlock();
    connected = writable();
    lock.lock();
  }
  --stalled;
  if (!connected) ++cut;
  return connected && !stopping;
}

// Waits without the mutex, which hundreds of slow streams would contend for.
bool FakeAnthropic::Running::pause(std::chrono::milliseconds time) {
  std::mutex own;
  std::unique_lock lock(own);
  std::condition_variable_any over;
  over.wait_for(lock, ending_.get_token(), time, [] { return false; });
  return !ending_.stop_requested();
}

void FakeAnthropic::Running::ended(bool) {
  {
    const std::scoped_lock lock(mutex);
    --under_way;
  }
  changed.notify_all();
}

FakeAnthropic::FakeAnthropic(FakeAnthropicOptions options)
    : running_(std::make_unique<Running>(std::move(options))) {}
FakeAnthropic::~FakeAnthropic() = default;

std::string FakeAnthropic::url() const {
  return "http://127.0.0.1:" + std::to_string(running_->port);
}

void FakeAnthropic::set_scenario(const Json& json) {
  Scenario scenario(json);
  const std::scoped_lock lock(running_->mutex);
  running_->scenario = std::move(scenario);
}

void FakeAnthropic::set_scenario(const char* json) {
  const Json parsed = Json::parse(json, nullptr, false);
  if (parsed.is_discarded()) throw std::invalid_argument("the scenario is not JSON");
  set_scenario(parsed);
}

std::vector<FakeRequest> FakeAnthropic::requests() const {
  const std::scoped_lock lock(running_->mutex);
  return running_->requests;
}

std::vector<std::string> FakeAnthropic::complaints() const {
  const std::scoped_lock lock(running_->mutex);
  return running_->complaints;
}

bool FakeAnthropic::wait_for_messages(std::size_t count) const {
  return running_->wait([&] {
    return static_cast<std::size_t>(
               std::ranges::count(running_->requests, messages_path, &FakeRequest::path)) >= count;
  });
}

bool FakeAnthropic::wait_for(const std::function<bool(const FakeRequest&)>& wanted) const {
  return running_->wait([&] { return std::ranges::any_of(running_->requests, wanted); });
}

bool FakeAnthropic::wait_until_stalled(std::size_t count) const {
  return running_->wait([&] { return running_->stalled >= count; });
}

void FakeAnthropic::release() {
  {
    const std::scoped_lock lock(running_->mutex);
    ++running_->released;
  }
  running_->changed.notify_all();
}

bool FakeAnthropic::wait_until_idle() const {
  return running_->wait([&] { return running_->under_way == 0; });
}

std::size_t FakeAnthropic::cut_by_client() const {
  const std::scoped_lock lock(running_->mutex);
  return running_->cut;
}

}  // namespace mcp::test
