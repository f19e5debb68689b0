#pragma once

#include <deque>
#include <memory>
#include <mutex>

#include "client/served_client.hpp"
#include "mcp/client/tasks.hpp"

/// A scripted server with tasks, in both eras.
namespace mcp::test {

inline Json tool_text(const std::string& text) {
  return {{"content", {{{"type", "text"}, {"text", text}}}}};
}

/// A server whose tool `slow` runs as a task with the given states, of which the last one stays.
/// They are written as in 2026-07-28.
class TaskScript {
 public:
  TaskScript(bool modern, std::deque<Json> states) : modern_(modern), states_(std::move(states)) {}

  Outcome operator()(const Request& request) {
    const std::scoped_lock lock(mutex_);
    if (request.method == "tools/list") return tools();
    if (request.method == "tools/call") return call(request.params);
    if (request.method == "tasks/list") return Json{{"tasks", {next()}}};
    if (request.params["taskId"] != id) return Error(ErrorCode::invalid_params, "No such task");
    if (request.method == "tasks/get") return next();
    if (request.method == "tasks/result") return result();
    return Json::object();
  }

  static Json capabilities() {
    return {{"tools", Json::object()},
            {"extensions", {{"io.modelcontextprotocol/tasks", Json::object()}}},
            {"tasks",
             {{"list", Json::object()},
              {"cancel", Json::object()},
              {"requests", {{"tools", {{"call", Json::object()}}}}}}}};
  }

  static constexpr const char* id = "task-1";

 private:
  static Json tools() {
    Json all = Json::array();
    for (const std::string support : {"required", "optional", "forbidden"}) {
      all.push_back({{"name", support},
                     {"inputSchema", {{"type", "object"}}},
                     {"execution", {{"taskSupport", support}}}});
    }
    return {{"tools", all}};
  }

  Outcome call(const Json& params) {
    if (!modern_ && !params.contains("task")) return tool_text("at once");
    if (modern_ && params["name"] == "forbidden") return tool_text("at once");
    Json task = next();
    if (!modern_) return Json{{"task", task}};
    task["resultType"] = "task";
    return task;
  }

  Json next() {
    Json state = states_.front();
    if (states_.size() > 1) states_.pop_front();
    last_ = state;
    if (!state.contains("taskId")) state["taskId"] = id;
    state["createdAt"] = "2026-11-29T10:00:00Z";
    state["lastUpdatedAt"] = "2026-11-29T10:00:01Z";
    if (!state.contains("pollIntervalMs")) state["pollIntervalMs"] = 1;
    if (modern_) return state;
    for (const auto* name : {"result", "error", "inputRequests"}) state.erase(name);
    state["pollInterval"] = state["pollIntervalMs"];
    if (state.contains("ttlMs")) state["ttl"] = state["ttlMs"];
    return state;
  }

  Outcome result() {
    if (last_.contains("error")) {
      return Error(static_cast<ErrorCode>(last_["error"]["code"].get<int>()),
                   last_["error"]["message"].get<std::string>());
    }
    return last_.value("result", Json::object());
  }

  const bool modern_;
  std::mutex mutex_;
  std::deque<Json> states_;
  Json last_;
};

inline Json working(const std::string& message = "") {
  return {{"status", "working"}, {"statusMessage", message}};
}
inline Json completed(const std::string& text) {
  return {{"status", "completed"}, {"result", tool_text(text)}};
}

class Tasks : public ServedClient {
 protected:
  Client connect_to_tasks(std::deque<Json> states, ClientOptions options = {}) {
    if (!options.tasks)
      options.tasks = TaskOptions{.min_poll_interval = std::chrono::milliseconds(1)};
    script_ = std::make_shared<TaskScript>(modern(), std::move(states));
    return connect([script = script_](const Request& request) { return (*script)(request); },
                   std::move(options), TaskScript::capabilities());
  }

  std::size_t count(const std::string& method) const { return sent().of(method).size(); }

 private:
  std::shared_ptr<TaskScript> script_;
};

inline std::string text_of(const CallToolResult& result) {
  return detail::joined_text(result);
}

}  // namespace mcp::test
