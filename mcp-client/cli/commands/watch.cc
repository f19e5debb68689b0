#include "commands/watch.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include "command_line/option_checks.hpp"
#include "exit_code.hpp"
#include "follow.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

struct WatchOptions {
  std::vector<std::string> uris;
  std::size_t count = 0;
};

bool is_change(const Json& notification) {
  return notification["method"] != "notifications/message";
}

// "tools changed", "updated URI".
std::string change_text(const Json& notification) {
  const std::string method = notification["method"];
  if (method == "notifications/resources/updated") {
    return "updated " + one_line(notification["params"].value("uri", ""));
  }
  const auto begin = method.find('/') + 1;
  return method.substr(begin, method.find('/', begin) - begin) + " changed";
}

int watch(Session& session, const Settings& settings, const WatchOptions& options) {
  std::unique_ptr<Subscription> subscription;
  const auto subscribe = [&] {
    subscription = session.client().listen(
        {.tools = true, .prompts = true, .resources = true, .uris = options.uris});
  };
  return follow(session, settings,
                {.wanted = is_change, .text = change_text, .count = options.count}, subscribe);
}

}  // namespace

void add_watch_command(CLI::App& app, Command& chosen) {
  const auto options = std::make_shared<WatchOptions>();
  auto* sub = app.add_subcommand(
      "watch", "Print changes of the lists, and updates of resources, until Ctrl-C");
  sub->add_option("URIS", options->uris, "Resources whose updates to print")->type_name("");
  sub->add_option("--count", options->count, "End after so many changes (default: do not end)")
      ->check(command_line::whole_number(1, 1'000'000'000))
      ->type_name("NUMBER");
  sub->callback([&chosen, options] {
    chosen = [options](Session& session, const Settings& settings) {
      return watch(session, settings, *options);
    };
  });
}

}  // namespace mcp::cli
