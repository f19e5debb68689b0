#include "commands/bench.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "bench/load.hpp"
#include "command_line/option_checks.hpp"
#include "commands/tool_arguments.hpp"
#include "exit_code.hpp"
#include "formatted.hpp"
#include "json/parse.hpp"
#include "misuse.hpp"
#include "output.hpp"
#include "schema/text.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

struct Bench {
  ToolCall call;
  std::string method;
  std::string params;
  double seconds = 0;
  LoadPlan plan;
};

double milliseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

Json parse_params(const std::string& text) {
  if (text.empty()) return nullptr;
  auto params = json::parse(text);
  if (!params) throw Misuse("--params: " + std::string(params.error().what()));
  if (!params->is_object()) {
    throw Misuse("--params: must be a JSON object, not " + schema::quote(*params));
  }
  return *std::move(params);
}

std::optional<std::string> error_of(const std::function<void()>& send) {
  try {
    send();
    return std::nullopt;
  } catch (const std::exception& error) {
    return error.what();
  }
}

LoadRequest tool_request(Session& session, const Settings& settings, const ToolCall& call) {
  const Json arguments = ready_call(session, settings, call).arguments;
  auto options = session.call_options();
  options.on_progress = {};
  return [&session, name = call.name, arguments, options] {
    return error_of([&] {
      const auto result = session.client().call_tool(name, arguments, options);
      if (result.is_error) throw ToolFailure(name, result);
    });
  };
}

// `ping` is the cheapest request of either era; 2026-07-28 has no method of that name.
LoadRequest method_request(Session& session, const std::string& method, const Json& params) {
  auto options = session.call_options();
  options.on_progress = {};
  return [&session, method, params, options] {
    return error_of([&] {
      if (method == "ping") return session.client().ping(options);
      (void)session.client().request(method, params, options);
    });
  };
}

LoadRequest request_of(const Bench& bench, Session& session, const Settings& settings) {
  const bool is_tool = !bench.call.name.empty();
  if (is_tool == !bench.method.empty()) {
    throw Misuse("bench measures one request; give the name of a tool, or --method METHOD");
  }
  if (!bench.params.empty() && is_tool) throw Misuse("--params applies only with --method");
  if (is_tool) return tool_request(session, settings, bench.call);
  return method_request(session, bench.method, parse_params(bench.params));
}

double per_second(const LoadResult& result) {
  const double seconds = std::chrono::duration<double>(result.elapsed).count();
  return seconds > 0 ? static_cast<double>(result.latency.count()) / seconds : 0;
}

Json result_json(const std::string& name, const Bench& bench, const LoadResult& result) {
  const auto& latency = result.latency;
  Json errors = Json::array();
  for (const auto& [text, times] : result.error_texts) {
    errors.push_back({{"message", text}, {"count", times}});
  }
  return {{"request", name},
          {"concurrency", bench.plan.concurrency},
          {"warmUp", bench.plan.warm_up},
          {"count", latency.count()},
          {"errorCount", result.errors},
          {"errors", std::move(errors)},
          {"elapsedMs", milliseconds(result.elapsed)},
          {"perSecond", per_second(result)},
          {"latencyMs",
           {{"min", milliseconds(latency.min())},
            {"mean", milliseconds(latency.mean())},
            {"p50", milliseconds(latency.percentile(0.5))},
            {"p90", milliseconds(latency.percentile(0.9))},
            {"p99", milliseconds(latency.percentile(0.99))},
            {"max", milliseconds(latency.max())}}}};
}

std::string row(const char* name, const char* form, double value) {
  return std::string(name) + formatted(form, value) + '\n';
}

std::string result_text(const std::string& name, const Bench& bench, const LoadResult& result) {
  const auto& latency = result.latency;
  std::string text = one_line(name) + ": " + std::to_string(latency.count()) + " requests, " +
                     std::to_string(bench.plan.concurrency) + " at a time\n";
  text += row("  throughput ", "%10.1f per second", per_second(result));
  for (const auto& [label, value] :
       {std::pair{"  min        ", latency.min()}, std::pair{"  mean       ", latency.mean()},
        std::pair{"  p50        ", latency.percentile(0.5)},
        std::pair{"  p90        ", latency.percentile(0.9)},
        std::pair{"  p99        ", latency.percentile(0.99)},
        std::pair{"  max        ", latency.max()}}) {
    text += row(label, "%10.3f ms", milliseconds(value));
  }
  text += row("  errors     ", "%10.0f", static_cast<double>(result.errors));
  for (const auto& [message, times] : result.error_texts) {
    text += "    " + std::to_string(times) + " x " + one_line(message) + '\n';
  }
  return text;
}

int run_bench(Session& session, const Settings& settings, Bench bench) {
  if (bench.seconds > 0) {
    bench.plan.duration = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>(bench.seconds));
  }
  const LoadRequest request = request_of(bench, session, settings);
  const LoadResult result = run_load(bench.plan, request, session.call_options().stop);
  const std::string name = bench.method.empty() ? bench.call.name : bench.method;
  if (settings.json) {
    print_json(result_json(name, bench, result));
  } else {
    std::cout << result_text(name, bench, result);
  }
  if (result.stopped) return exit_code::cancelled;
  return result.errors > 0 ? exit_code::failed : exit_code::ok;
}

void add_plan_options(CLI::App& sub, Bench& bench) {
  auto* count = sub.add_option("--count", bench.plan.count, "Requests to measure (default 100)")
                    ->check(command_line::whole_number(1, 1'000'000'000))
                    ->type_name("N");
  sub.add_option("--duration", bench.seconds, "Seconds to measure, instead of a count")
      ->check(command_line::number(0.001, 86400, "a number of seconds from 0.001 to 86400"))
      ->excludes(count)
      ->type_name("SECONDS");
  sub.add_option("--concurrency", bench.plan.concurrency, "Requests at a time (default 1)")
      ->check(command_line::whole_number(1, 256))
      ->type_name("N");
  sub.add_option("--warm-up", bench.plan.warm_up, "Requests before the measured ones (default 5)")
      ->check(command_line::whole_number(0, 1'000'000))
      ->type_name("N");
}

}  // namespace

void add_bench_command(CLI::App& app, Command& chosen) {
  const auto bench = std::make_shared<Bench>();
  auto* sub = app.add_subcommand(
      "bench", "Measure the latency and throughput of one request: bench TOOL key=value");
  sub->add_option("TOOL", bench->call.name, "Name of a tool to call")->type_name("");
  sub->add_option("ARGUMENTS", bench->call.words, "key=value, as for `call`")->type_name("");
  sub->add_option("--args", bench->call.json, "Arguments as a JSON object, as for `call`")
      ->type_name("JSON");
  sub->add_option("--method", bench->method,
                  "Request to send instead of a tool call, such as ping or tools/list")
      ->type_name("METHOD");
  sub->add_option("--params", bench->params, "Parameters of the --method, as a JSON object")
      ->type_name("JSON");
  add_plan_options(*sub, *bench);
  sub->callback([&chosen, bench] {
    chosen = [bench](Session& session, const Settings& settings) {
      return run_bench(session, settings, *bench);
    };
  });
}

}  // namespace mcp::cli
