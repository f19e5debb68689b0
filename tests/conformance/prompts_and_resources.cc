#include "conformance/fixtures.hpp"

namespace mcp::test {
namespace {

ResourceHandler fixed_text(std::string text) {
  return [text = std::move(text)](const std::string& uri, RequestContext&) -> ResourceReply {
    return text_resource(uri, text);
  };
}

ResourceReply static_binary(const std::string& uri, RequestContext&) {
  return ReadResourceResult{
      .contents = {{.uri = uri, .mime_type = "image/png", .blob = one_pixel_png}}};
}

ResourceReply from_template(const std::string& uri, const Values& variables, RequestContext&) {
  const std::string& id = variables.at("id");
  const Json data{{"id", id}, {"templateTest", true}, {"data", "Data for ID: " + id}};
  return text_resource(uri, to_text(data), "application/json");
}

// Completes with the known values that start with the given one.
CompletionHandler from_list(std::vector<std::string> known) {
  return [known = std::move(known)](std::string_view value, const Values&) {
    Completion completion;
    for (const auto& candidate : known) {
      if (candidate.starts_with(value)) completion.values.push_back(candidate);
    }
    return completion;
  };
}

PromptReply simple(const Values&, RequestContext&) {
  return GetPromptResult{.messages = {user_message("This is a simple prompt for testing.")}};
}

PromptReply with_arguments(const Values& arguments, RequestContext&) {
  return GetPromptResult{
      .messages = {user_message("Prompt with arguments: arg1='" + arguments.at("arg1") +
                                "', arg2='" + arguments.at("arg2") + "'")}};
}

PromptReply with_embedded_resource(const Values& arguments, RequestContext&) {
  return GetPromptResult{
      .messages = {
          {Role::user, EmbeddedResource{{.uri = arguments.at("resourceUri"),
                                         .mime_type = "text/plain",
                                         .text = "Embedded resource content for testing."}}},
          user_message("Please process the embedded resource above.")}};
}

PromptReply with_image(const Values&, RequestContext&) {
  return GetPromptResult{.messages = {{Role::user, ImageContent{one_pixel_png, "image/png"}},
                                      user_message("Please analyze the image above.")}};
}

}  // namespace

void add_conformance_resources(Server& server) {
  server.add_resource({.uri = "test://static-text",
                       .name = "Static text",
                       .description = "A text that never changes.",
                       .mime_type = "text/plain"},
                      fixed_text("This is the content of the static text resource."));
  server.add_resource({.uri = "test://static-binary",
                       .name = "Static image",
                       .description = "An image of one pixel.",
                       .mime_type = "image/png"},
                      static_binary);
  server.add_resource({.uri = "test://watched-resource",
                       .name = "Watched text",
                       .description = "A text to subscribe to.",
                       .mime_type = "text/plain"},
                      fixed_text("This is the content of the watched resource."));
  const std::string data = "test://template/{id}/data";
  server.add_resource_template({.uri_template = data,
                                .name = "Data by id",
                                .description = "Made for each id.",
                                .mime_type = "application/json"},
                               from_template);
  server.add_resource_completion(data, "id", from_list({"123", "456"}));
}

void add_conformance_prompts(Server& server) {
  server.add_prompt({.name = "test_simple_prompt", .description = "One text."}, simple);
  const std::string two_arguments = "test_prompt_with_arguments";
  server.add_prompt(
      {.name = two_arguments,
       .description = "A text with two arguments.",
       .arguments = {{.name = "arg1", .description = "The first", .required = true},
                     {.name = "arg2", .description = "The second", .required = true}}},
      with_arguments);
  server.add_prompt_completion(two_arguments, "arg1", from_list({"testValue1", "otherValue1"}));
  server.add_prompt_completion(two_arguments, "arg2", from_list({"testValue2", "otherValue2"}));
  server.add_prompt(
      {.name = "test_prompt_with_embedded_resource",
       .description = "A resource and a text.",
       .arguments = {{.name = "resourceUri", .description = "Its URI", .required = true}}},
      with_embedded_resource);
  server.add_prompt({.name = "test_prompt_with_image", .description = "An image and a text."},
                    with_image);
}

}  // namespace mcp::test
