#include "show.hpp"

#include <unistd.h>

#include <algorithm>

#include "color.hpp"
#include "terminal.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

std::string indented(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    out += "    " + text.substr(at, end - at) + '\n';
    at = end + 1;
  }
  return out;
}

std::string size_of_base64(const std::string& data) {
  return std::to_string(data.size() / 4 * 3) + " bytes";
}

std::string contents_text(const ResourceContents& contents) {
  if (contents.text) return safe_to_show(*contents.text);
  return "[" + one_line(contents.uri) + " " + one_line(contents.mime_type) + ", " +
         size_of_base64(contents.blob.value_or("")) + "]";
}

struct ContentText {
  std::string operator()(const TextContent& content) const { return safe_to_show(content.text); }
  std::string operator()(const ImageContent& content) const {
    return "[image " + one_line(content.mime_type) + ", " + size_of_base64(content.data) + "]";
  }
  std::string operator()(const AudioContent& content) const {
    return "[audio " + one_line(content.mime_type) + ", " + size_of_base64(content.data) + "]";
  }
  std::string operator()(const ResourceLink& link) const {
    return "[link " + one_line(link.resource.name) + ": " + one_line(link.resource.uri) + "]";
  }
  std::string operator()(const EmbeddedResource& content) const {
    return contents_text(content.resource);
  }
  std::string operator()(const UnknownContent& content) const {
    return safe_to_show(mcp::to_text(content.json));
  }
};

std::string line(std::string text) {
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

// The name of an item in a list, which the eye looks for.
std::string heading(const std::string& name) {
  return painted_for(STDOUT_FILENO, one_line(name), Paint::bold);
}

std::string argument_summary(const Json& schema) {
  const Json required = schema.value("required", Json::array());
  std::string text;
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, property] : properties.items()) {
    const bool must = std::find(required.begin(), required.end(), Json(name)) != required.end();
    text += ' ' + std::string(must ? "" : "[") + one_line(name) + (must ? "" : "]");
  }
  return text;
}

}  // namespace

std::string to_text(const ServerInfo& server) {
  std::string text = one_line(server.implementation.name) + ' ' +
                     one_line(server.implementation.version) + ", MCP " +
                     one_line(server.protocol_version) + '\n';
  text += "offers " + json_for_terminal(to_json(server.capabilities)) + '\n';
  if (!server.instructions.empty()) text += safe_to_show(server.instructions) + '\n';
  return text;
}

std::string to_text(const Tool& tool) {
  const Json schema = tool.input_schema.is_object() ? tool.input_schema : Json::object();
  return heading(tool.name) + argument_summary(schema) + '\n' +
         indented(safe_to_show(tool.description));
}

std::string to_text(const CallToolResult& result) {
  std::string text;
  for (const auto& content : result.content) text += line(std::visit(ContentText{}, content));
  if (result.content.empty() && result.structured)
    text = line(json_for_terminal(*result.structured));
  return text;
}

std::string to_text(const Resource& resource) {
  return heading(resource.uri) + "  " + one_line(resource.name) + "  " +
         one_line(resource.mime_type) + '\n' + indented(safe_to_show(resource.description));
}

std::string to_text(const ResourceTemplate& resource_template) {
  return heading(resource_template.uri_template) + "  " + one_line(resource_template.name) +
         "  (template)\n" + indented(safe_to_show(resource_template.description));
}

std::string to_text(const ReadResourceResult& result) {
  std::string text;
  for (const auto& contents : result.contents) text += line(contents_text(contents));
  return text;
}

std::string to_text(const Prompt& prompt) {
  std::string text = heading(prompt.name);
  for (const auto& argument : prompt.arguments) {
    text +=
        argument.required ? ' ' + one_line(argument.name) : " [" + one_line(argument.name) + ']';
  }
  return text + '\n' + indented(safe_to_show(prompt.description));
}

std::string to_text(const GetPromptResult& result) {
  std::string text;
  for (const auto& message : result.messages) {
    text += encode(message.role).get<std::string>() + ": " +
            line(std::visit(ContentText{}, message.content));
  }
  return text;
}

}  // namespace mcp::cli
