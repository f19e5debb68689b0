// Tools and a prompt that need input, in one round or several: the multi round-trip requests of
// 2026-07-28. In earlier revisions the same handlers make the server send requests.

#include "conformance/fixtures.hpp"
#include "conformance/sampling.hpp"

namespace mcp::test {
namespace {

struct Name {
  std::string name;

  static Object<Name> describe() { return Object<Name>().required("name", &Name::name, ""); }
};

struct Color {
  std::string color;

  static Object<Color> describe() { return Object<Color>().required("color", &Color::color, ""); }
};

struct Confirmation {
  bool ok = false;

  static Object<Confirmation> describe() {
    return Object<Confirmation>().required("ok", &Confirmation::ok, "");
  }
};

struct Background {
  std::string context;

  static Object<Background> describe() {
    return Object<Background>().required("context", &Background::context, "");
  }
};

std::string name_of(const Answer<Name>& answer) {
  return answer.accepted() ? answer->name : "stranger";
}

ToolReply elicit_name(const NoArguments&, ToolContext& context) {
  const auto user = context.elicit<Name>("user_name", "What is your name?");
  if (context.waiting()) return context.input_required();
  return text("Hello, " + name_of(user) + "!");
}

ToolReply sample_capital(const NoArguments&, ToolContext& context) {
  const auto capital =
      context.sample("capital_question", message_for_model("What is the capital of France?", 100));
  if (context.waiting()) return context.input_required();
  return text("The model says: " + text_of_model(*capital));
}

std::string uris_of(const std::vector<Root>& roots) {
  std::string uris;
  for (const auto& root : roots) uris += (uris.empty() ? "" : ", ") + root.uri;
  return uris;
}

ToolReply list_roots(const NoArguments&, ToolContext& context) {
  const auto roots = context.roots("client_roots");
  if (context.waiting()) return context.input_required();
  return text("Roots: " + uris_of(*roots));
}

// The handler of both tools about `requestState`, which the library makes, seals and checks.
ToolReply confirmed(const NoArguments&, ToolContext& context) {
  const auto confirm = context.elicit<Confirmation>("confirm", "Please confirm");
  if (context.waiting()) return context.input_required();
  return text(confirm.accepted() && confirm->ok ? "Confirmed: state-ok" : "Not confirmed");
}

ToolReply multiple_inputs(const NoArguments&, ToolContext& context) {
  const auto user = context.elicit<Name>("user_name", "What is your name?");
  const auto greeting = context.sample("greeting", message_for_model("Generate a greeting", 50));
  const auto roots = context.roots("client_roots");
  if (context.waiting()) return context.input_required();
  return text(text_of_model(*greeting) + ' ' + name_of(user) + " in " + uris_of(*roots));
}

ToolReply multi_round(const NoArguments&, ToolContext& context) {
  const auto user = context.elicit<Name>("step1", "Step 1: What is your name?");
  if (context.waiting()) return context.input_required();
  const auto color = context.elicit<Color>("step2", "Step 2: What is your favorite color?");
  if (context.waiting()) return context.input_required();
  return text(name_of(user) + " likes " + (color.accepted() ? color->color : "no color"));
}

ToolReply by_capabilities(const NoArguments&, ToolContext& context) {
  const auto& can = context.caller().capabilities;
  if (can.elicitation_form) (void)context.elicit<Name>("user_name", "What is your name?");
  if (can.sampling) (void)context.sample("greeting", message_for_model("Generate a greeting", 50));
  if (can.roots) (void)context.roots("client_roots");
  if (context.waiting()) return context.input_required();
  return text("Everything that the client can be asked is answered");
}

PromptReply prompt(const Values&, RequestContext& context) {
  const auto user =
      context.elicit<Background>("user_context", "What context should the prompt use?");
  if (context.waiting()) return context.input_required();
  return GetPromptResult{
      .messages = {user_message("Context: " + (user.accepted() ? user->context : "none"))}};
}

}  // namespace

void add_input_round_tools(Server& server) {
  const std::string prefix = "test_input_required_result_";
  server.add_tool<NoArguments>(
      {.name = prefix + "elicitation", .description = "Asks for the user's name."}, elicit_name);
  server.add_tool<NoArguments>({.name = prefix + "sampling", .description = "Asks the model."},
                               sample_capital);
  server.add_tool<NoArguments>({.name = prefix + "list_roots", .description = "Asks for roots."},
                               list_roots);
  server.add_tool<NoArguments>(
      {.name = prefix + "request_state", .description = "Asks, and gives a state to bring back."},
      confirmed);
  server.add_tool<NoArguments>(
      {.name = prefix + "tampered_state", .description = "Asks, and trusts no changed state."},
      confirmed);
  server.add_tool<NoArguments>(
      {.name = prefix + "multiple_inputs", .description = "Asks three things at once."},
      multiple_inputs);
  server.add_tool<NoArguments>(
      {.name = prefix + "multi_round", .description = "Asks two things one after the other."},
      multi_round);
  server.add_tool<NoArguments>(
      {.name = prefix + "capabilities", .description = "Asks only what the client can answer."},
      by_capabilities);
  server.add_prompt({.name = prefix + "prompt", .description = "Asks for the context to use."},
                    prompt);
}

}  // namespace mcp::test
