// Tools that make one elicitation or sampling request each.

#include "conformance/fixtures.hpp"
#include "conformance/sampling.hpp"

namespace mcp::test {
namespace {

struct Ask {
  std::string message;

  static Object<Ask> describe() {
    return Object<Ask>().required("message", &Ask::message, "What to ask the user");
  }
};

struct Contact {
  std::string username;
  std::string email;

  static Object<Contact> describe() {
    return Object<Contact>()
        .required("username", &Contact::username, "User's name")
        .required("email", &Contact::email, "User's email address");
  }
};

// The user's action and content, as text. `answer` is the present answer to a form.
template <class Form>
std::string outcome(const Answer<Form>& answer) {
  const Json content = answer.accepted() ? encode(*answer) : Json::object();
  return "action=" + encode(answer.action()).template get<std::string>() +
         ", content=" + to_text(content);
}

ToolReply elicitation(const Ask& in, ToolContext& context) {
  const auto answer = context.elicit<Contact>("contact", in.message);
  if (context.waiting()) return context.input_required();
  return text("User response: " + outcome(answer));
}

enum class Status { active, inactive, pending };
EnumNames<Status> enum_names(Status) {
  return {{Status::active, "active"}, {Status::inactive, "inactive"}, {Status::pending, "pending"}};
}

// A form with every kind of field that can have a default: SEP-1034.
struct Defaults {
  std::string name = "John Doe";
  int age = 30;
  double score = 95.5;
  Status status = Status::active;
  bool verified = true;

  static Object<Defaults> describe() {
    return Object<Defaults>()
        .optional("name", &Defaults::name, "User name")
        .optional("age", &Defaults::age, "User age")
        .optional("score", &Defaults::score, "User score")
        .optional("status", &Defaults::status, "User status")
        .optional("verified", &Defaults::verified, "Verification status");
  }
};

ToolReply defaults(const NoArguments&, ToolContext& context) {
  const auto answer =
      context.elicit("defaults", "Please review the defaults", schema_of<Defaults>());
  if (context.waiting()) return context.input_required();
  return text("Elicitation completed: " + outcome(answer));
}

// Values with titles, as `oneOf` and `anyOf` list them.
Json titled(std::initializer_list<std::pair<const char*, const char*>> values) {
  Json list = Json::array();
  for (const auto& [value, title] : values) list.push_back({{"const", value}, {"title", title}});
  return list;
}

// A form with every kind of choice from a list: SEP-1330.
Json choices() {
  const Json options{{"type", "string"}, {"enum", {"option1", "option2", "option3"}}};
  Json properties{
      {"untitledSingle", options},
      {"titledSingle",
       {{"type", "string"},
        {"oneOf", titled({{"value1", "First Option"},
                          {"value2", "Second Option"},
                          {"value3", "Third Option"}})}}},
      {"legacyEnum",
       {{"type", "string"},
        {"enum", {"opt1", "opt2", "opt3"}},
        {"enumNames", {"Option One", "Option Two", "Option Three"}}}},
      {"untitledMulti", {{"type", "array"}, {"minItems", 1}, {"maxItems", 3}, {"items", options}}},
      {"titledMulti",
       {{"type", "array"},
        {"items",
         {{"anyOf", titled({{"value1", "First Choice"},
                            {"value2", "Second Choice"},
                            {"value3", "Third Choice"}})}}}}}};
  return {{"type", "object"}, {"properties", std::move(properties)}};
}

ToolReply enums(const NoArguments&, ToolContext& context) {
  const auto answer = context.elicit("choices", "Please choose", choices());
  if (context.waiting()) return context.input_required();
  return text("Elicitation completed: " + outcome(answer));
}

struct Prompting {
  std::string prompt;

  static Object<Prompting> describe() {
    return Object<Prompting>().required("prompt", &Prompting::prompt, "What to ask the model");
  }
};

ToolReply sampling(const Prompting& in, ToolContext& context) {
  const auto answer = context.sample("answer", message_for_model(in.prompt, 100));
  if (context.waiting()) return context.input_required();
  return text("LLM response: " + text_of_model(*answer));
}

}  // namespace

void add_question_tools(Server& server) {
  server.add_tool<Prompting>(
      {.name = "test_sampling", .description = "Asks the client's language model."}, sampling);
  server.add_tool<Ask>({.name = "test_elicitation", .description = "Asks the user who they are."},
                       elicitation);
  server.add_tool<NoArguments>({.name = "test_elicitation_sep1034_defaults",
                                .description = "Asks with a form that has defaults."},
                               defaults);
  server.add_tool<NoArguments>({.name = "test_elicitation_sep1330_enums",
                                .description = "Asks with a form that has lists to choose from."},
                               enums);
}

}  // namespace mcp::test
