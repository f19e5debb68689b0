#include "completions.hpp"

namespace mcp {
namespace {

constexpr std::size_t max_values = 100;

struct Reference {
  std::string type;
  std::string name;
  std::string uri;

  static Object<Reference> describe() {
    return Object<Reference>()
        .required("type", &Reference::type, "")
        .optional("name", &Reference::name, "")
        .optional("uri", &Reference::uri, "");
  }
};

struct Argument {
  std::string name;
  std::string value;

  static Object<Argument> describe() {
    return Object<Argument>()
        .required("name", &Argument::name, "")
        .required("value", &Argument::value, "");
  }
};

struct Others {
  Values arguments;

  static Object<Others> describe() {
    return Object<Others>().optional("arguments", &Others::arguments, "");
  }
};

struct Params {
  Reference ref;
  Argument argument;
  Others context;

  static Object<Params> describe() {
    return Object<Params>()
        .required("ref", &Params::ref, "")
        .required("argument", &Params::argument, "")
        .optional("context", &Params::context, "");
  }
};

const CompletionHandler* find(const Completions& completions, const std::string& argument) {
  const auto found = completions.find(argument);
  return found == completions.end() ? nullptr : &found->second;
}

Completion run(const CompletionHandler* handler, const CompletionQuery& query) {
  if (!handler) return {};
  Completion completion = (*handler)(query.value, query.others);
  if (completion.values.size() > max_values) {
    if (!completion.total) completion.total = completion.values.size();
    completion.values.resize(max_values);
    completion.has_more = true;
  }
  return completion;
}

Completion add_prompt_completion(const ServerCore& core, const CompletionQuery& query) {
  const auto entry = core.prompts.find(query.of);
  if (!entry) throw Error(ErrorCode::invalid_params, "Unknown prompt: " + query.of);
  return run(find(entry->completions, query.argument), query);
}

Completion add_resource_completion(const ServerCore& core, const CompletionQuery& query) {
  const auto entry = core.templates.find(query.of);
  if (entry) return run(find(entry->completions, query.argument), query);
  if (core.resources.find(query.of)) return {};
  throw Error(ErrorCode::invalid_params, "Unknown resource template: " + query.of);
}

}  // namespace

CompletionQuery read_completion_query(const Json& json) {
  const auto params = Codec<Params>::decode(json);
  if (params.ref.type != "ref/prompt" && params.ref.type != "ref/resource") {
    throw Error(ErrorCode::invalid_params, "`ref.type` must be \"ref/prompt\" or \"ref/resource\"");
  }
  const bool for_prompt = params.ref.type == "ref/prompt";
  return {for_prompt, for_prompt ? params.ref.name : params.ref.uri, params.argument.name,
          params.argument.value, params.context.arguments};
}

Json complete_query(const ServerCore& core, const CompletionQuery& query) {
  const auto completion =
      query.for_prompt ? add_prompt_completion(core, query) : add_resource_completion(core, query);
  return {{"completion", encode(completion)}};
}

}  // namespace mcp
