#include "commands/tasks.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>

#include "command_line/option_checks.hpp"
#include "exit_code.hpp"
#include "mcp/client/tasks.hpp"
#include "misuse.hpp"
#include "output.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

struct TasksOptions {
  std::string action = "list";
  std::string id;
};

Json task_json(const TaskState& state) {
  Json json{{"taskId", state.id},
            {"status", encode(state.status)},
            {"createdAt", state.created_at},
            {"lastUpdatedAt", state.updated_at}};
  if (!state.message.empty()) json["statusMessage"] = state.message;
  if (state.ttl) json["ttlMs"] = state.ttl->count();
  if (!state.result.is_null()) json["result"] = state.result;
  if (state.error) {
    json["error"] = {{"code", static_cast<int>(state.error->code())},
                     {"message", state.error->what()}};
  }
  return json;
}

std::string task_text(const TaskState& state) {
  return one_line(state.id) + "  " + encode(state.status).get<std::string>() + "  " +
         one_line(state.updated_at) +
         (state.message.empty() ? "" : "  " + one_line(state.message)) + '\n';
}

int list_tasks(Session& session, const Settings& settings) {
  const auto tasks = Task::list(session.client(), session.call_options());
  if (settings.json) {
    Json all = Json::array();
    for (const auto& task : tasks) all.push_back(task_json(task));
    print_json(all);
    return exit_code::ok;
  }
  for (const auto& task : tasks) std::cout << task_text(task);
  if (tasks.empty()) std::cerr << "(the server has no tasks)\n";
  return exit_code::ok;
}

int print_task(const Settings& settings, const TaskState& state) {
  if (settings.json) {
    print_json(task_json(state));
  } else {
    std::cout << task_text(state);
  }
  return exit_code::ok;
}

int run_tasks(Session& session, const Settings& settings, const TasksOptions& options) {
  if (options.action == "list") return list_tasks(session, settings);
  if (options.id.empty()) throw Misuse("ID is required: the id of the task");
  Task task = Task::resume(session.client(), options.id);
  if (options.action == "get") return print_task(settings, task.poll(session.call_options()));
  if (options.action == "cancel") {
    task.cancel(session.call_options());
    return print_task(settings, task.poll(session.call_options()));
  }
  const CallToolResult result = task.wait(session.call_options());
  session.clear_progress();
  print(settings, result);
  return result.is_error ? exit_code::failed : exit_code::ok;
}

}  // namespace

void add_tasks_command(CLI::App& app, Command& chosen) {
  const auto options = std::make_shared<TasksOptions>();
  auto* sub = app.add_subcommand(
      "tasks", "List the tasks of the server, or show, await or cancel one: tasks wait ID");
  sub->add_option("ACTION", options->action,
                  "list (servers of older revisions only), get, wait or cancel (default list)")
      ->check(command_line::one_of({"list", "get", "wait", "cancel"}))
      ->type_name("");
  sub->add_option("ID", options->id, "Id of the task; `call --detach` prints it")->type_name("");
  sub->callback([&chosen, options] {
    chosen = [options](Session& session, const Settings& settings) {
      return run_tasks(session, settings, *options);
    };
  });
}

}  // namespace mcp::cli
