#include "support/feature_server.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace mcp::test {
namespace {

constexpr const char* png = "iVBORw0KGgo=";
constexpr const char* wav = "UklGRiYAAABXQVZF";

struct Echo {
  std::string text;
  int times = 1;

  static Object<Echo> describe() {
    return Object<Echo>()
        .required("text", &Echo::text, "What to say", keyword::min_length(1))
        .optional("times", &Echo::times, "How often", keyword::minimum(1), keyword::maximum(3));
  }
};

struct Sum {
  double a = 0;
  double b = 0;

  static Object<Sum> describe() {
    return Object<Sum>().required("a", &Sum::a, "").required("b", &Sum::b, "");
  }
};

struct SumResult {
  double sum = 0;

  static Object<SumResult> describe() {
    return Object<SumResult>().required("sum", &SumResult::sum, "a + b");
  }
};

struct Confirm {
  bool yes = false;

  static Object<Confirm> describe() {
    return Object<Confirm>().required("yes", &Confirm::yes, "Go on?");
  }
};

enum class Region { north, south };
EnumNames<Region> enum_names(Region) {
  return {{Region::north, "north"}, {Region::south, "south"}};
}

struct Where {
  Region region = Region::north;
  std::string town;

  static Object<Where> describe() {
    return Object<Where>()
        .required("region", &Where::region, "")
        .optional("town", &Where::town, "", keyword::max_length(20));
  }
};

struct Deploy {
  std::string app;

  static Object<Deploy> describe() { return Object<Deploy>().required("app", &Deploy::app, ""); }
};

CallToolResult echo(const Echo& in) {
  std::string text;
  for (int i = 0; i < in.times; ++i) text += in.text;
  return mcp::text(text);
}

Reply<SumResult> add(const Sum& in) {
  return SumResult{in.a + in.b};
}

CallToolResult all_content(const NoArguments&) {
  return {.content = {TextContent{"text", {.audience = {"user"}, .priority = 0.5}},
                      ImageContent{png, "image/png"}, AudioContent{wav, "audio/wav"},
                      ResourceLink{{.uri = "test://text", .name = "text"}},
                      EmbeddedResource{{.uri = "test://embedded", .text = "inside"}}},
          .meta = {{"example.com/note", 1}}};
}

ToolReply counted(const NoArguments&, ToolContext& context) {
  for (int step = 1; step <= 3; ++step) {
    context.progress(step, 3, "step " + std::to_string(step), {{"example.com/step", step}});
    context.progress(step, 3, "does not grow and is not sent");
  }
  return text("counted");
}

ToolReply logs(const NoArguments&, ToolContext& context) {
  context.log(LogLevel::debug, "a detail");
  context.log(LogLevel::warning, {{"what", "careful"}}, "feature");
  return text("logged");
}

// The handler acts only after all input requests are answered. The same code serves both eras.
ToolReply deploy(const Deploy& in, ToolContext& context, std::atomic<int>& runs) {
  ++runs;
  const auto confirm = context.elicit<Confirm>("confirm", "Deploy " + in.app + "?");
  if (context.waiting()) return context.input_required();
  if (!confirm.accepted() || !confirm->yes) {
    return text(confirm.declined() ? "declined" : confirm.cancelled() ? "cancelled" : "no");
  }
  const auto where = context.elicit<Where>("where", "Where?");
  if (context.waiting()) return context.input_required();
  if (!where.accepted()) return text("nowhere");
  const std::string region = where->region == Region::north ? "north" : "south";
  return text("deployed to " + region + where->town + " in " + std::to_string(runs.exchange(0)) +
              " runs");
}

ToolReply asks_all(const NoArguments&, ToolContext& context) {
  const auto confirm = context.elicit<Confirm>("confirm", "Sure?");
  const auto page = context.elicit_url("page", "Please look", "https://example.com/page");
  const auto answer = context.sample(
      "capital",
      {{"messages", {{{"role", "user"}, {"content", {{"type", "text"}, {"text", "Capital?"}}}}}},
       {"maxTokens", 10}});
  const auto roots = context.roots();
  if (context.waiting()) return context.input_required();
  return text((confirm->yes ? "yes " : "no ") + std::string(page.accepted() ? "seen " : "unseen ") +
              (*answer)["content"]["text"].get<std::string>() + " " + roots->front().uri);
}

ToolReply waits_for_stop(const NoArguments&, ToolContext& context) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  context.progress(1, {}, "waiting");
  stopped.wait(lock, context.stop(), [] { return false; });
  return text("stopped");
}

void add_tools(Server& server) {
  server.add_tool<Echo>({.name = "echo", .description = "Says it again."}, echo,
                        {.may_block = false});
  server.add_tool<Sum>({.name = "add", .title = "Add"}, add);
  server.add_tool<NoArguments>(
      {.name = "all_content",
       .annotations = {.read_only = true},
       .icons = {{.src = "data:image/png;base64,", .mime_type = "image/png"}}},
      all_content);
  server.add_tool<NoArguments>({.name = "counted"}, counted);
  server.add_tool<NoArguments>({.name = "logs"}, logs);
  auto runs = std::make_shared<std::atomic<int>>(0);
  server.add_tool<Deploy>({.name = "deploy"}, [runs](const Deploy& in, ToolContext& context) {
    return deploy(in, context, *runs);
  });
  server.add_tool<NoArguments>({.name = "asks_all"}, asks_all);
  server.add_tool<NoArguments>(
      {.name = "asks_forever"}, [](const NoArguments&, ToolContext& context) {
        static std::atomic<int> question = 0;
        (void)context.elicit<Confirm>("again", "Question " + std::to_string(++question) + "?");
        return ToolReply(context.input_required());
      });
  server.add_tool<NoArguments>({.name = "waits_for_stop"}, waits_for_stop);
  server.add_tool<NoArguments>({.name = "refuses"},
                               [](const NoArguments&) { return tool_error("I will not"); });
  server.add_tool<NoArguments>({.name = "throws_error"}, [](const NoArguments&) -> ToolReply {
    throw Error(ErrorCode::invalid_params, "not like this", {{"hint", "otherwise"}});
  });
  server.add_tool<NoArguments>({.name = "throws_anything"}, [](const NoArguments&) -> ToolReply {
    throw std::runtime_error("a secret detail");
  });
  server.add_tool(
      {.name = "breaks_promise", .output_schema = {{"type", "object"}, {"required", {"sum"}}}},
      ToolHandler([](const Json&, ToolContext&) -> ToolReply {
        return structured({{"total", 1}});
      }));
  server.add_tool({.name = "raw", .input_schema = {{"type", "object"}, {"required", {"x"}}}},
                  ToolHandler([](const Json& arguments, ToolContext&) -> ToolReply {
                    return structured(Json::array({arguments["x"]}));
                  }));
  server.add_deferred_tool(
      {.name = "deferred"}, [](Json arguments, std::shared_ptr<ToolContext> context,
                               std::function<void(ToolReply)> done) {
        std::thread([arguments = std::move(arguments), context, done = std::move(done)] {
          context->progress(1, 1, "from another thread");
          done(text("later: " + arguments.value("word", "")));
        }).detach();
      });
  server.add_deferred_tool({.name = "never_answers"}, [](Json, std::shared_ptr<ToolContext>,
                                                         std::function<void(ToolReply)>) {});
}

void add_changes(Server& server) {
  server.add_tool<NoArguments>({.name = "change_everything"}, [&server](const NoArguments&) {
    server.add_tool<NoArguments>({.name = "new_tool"},
                                 [](const NoArguments&) { return text("new"); });
    server.remove_tool("new_tool");
    server.add_prompt({.name = "new_prompt"}, [](const Values&, RequestContext&) -> PromptReply {
      return GetPromptResult{};
    });
    server.remove_prompt("new_prompt");
    server.resource_updated("test://text");
    server.resource_updated("test://binary");
    return text("changed");
  });
}

void add_resources(Server& server) {
  server.add_resource({.uri = "test://text", .name = "text", .mime_type = "text/plain", .size = 5},
                      [](const std::string& uri, RequestContext&) -> ResourceReply {
                        auto result = text_resource(uri, "hello");
                        result.cache = CacheHint{std::chrono::seconds(60), CacheScope::public_};
                        return result;
                      });
  server.add_resource({.uri = "test://binary", .name = "binary"},
                      [](const std::string& uri, RequestContext&) -> ResourceReply {
                        return ReadResourceResult{
                            .contents = {{.uri = uri, .mime_type = "image/png", .blob = png}}};
                      });
  server.add_resource({.uri = "test://guarded", .name = "guarded"},
                      [](const std::string& uri, RequestContext& context) -> ResourceReply {
                        const auto confirm = context.elicit<Confirm>("confirm", "Read it?");
                        if (context.waiting()) return context.input_required();
                        return text_resource(uri, confirm.accepted() ? "secret" : "nothing");
                      });
  server.add_resource_template(
      {.uri_template = "test://user/{id}/{+rest}", .name = "user"},
      [](const std::string& uri, const Values& variables, RequestContext&) -> ResourceReply {
        return text_resource(uri, variables.at("id") + " " + variables.at("rest"));
      });
  server.add_resource_completion("test://user/{id}/{+rest}", "id",
                                 [](std::string_view value, const Values&) -> Completion {
                                   return {.values = {std::string(value) + "1"}};
                                 });
}

void add_prompts(Server& server) {
  server.add_prompt({.name = "review",
                     .description = "Reviews code.",
                     .arguments = {{.name = "code", .required = true}, {.name = "language"}}},
                    [](const Values& arguments, RequestContext&) -> PromptReply {
                      return GetPromptResult{
                          .description = "A review",
                          .messages = {user_message("Review " + arguments.at("code")),
                                       {Role::assistant, ImageContent{png, "image/png"}}}};
                    });
  server.add_prompt_completion(
      "review", "language", [](std::string_view value, const Values& others) -> Completion {
        Completion completion;
        for (int i = 0; i < 150; ++i) {
          completion.values.push_back(std::string(value) + std::to_string(i));
        }
        if (others.contains("code")) completion.values = {"c++"};
        return completion;
      });
  server.add_prompt({.name = "guarded"}, [](const Values&, RequestContext& context) -> PromptReply {
    const auto confirm = context.elicit<Confirm>("confirm", "Show it?");
    if (context.waiting()) return context.input_required();
    return GetPromptResult{.messages = {user_message(confirm.accepted() ? "shown" : "hidden")}};
  });
}

}  // namespace

ServerOptions feature_options() {
  return {.instructions = "A server for tests.",
          .page_size = 4,
          .list_cache = {std::chrono::seconds(5), CacheScope::public_},
          .max_rounds = 4};
}

Implementation feature_identity() {
  return {"feature-server", "1.2.3", "Features"};
}

void add_features(Server& server) {
  add_tools(server);
  add_changes(server);
  add_resources(server);
  add_prompts(server);
}

}  // namespace mcp::test
