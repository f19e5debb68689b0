// Notes as resources, with a template, a prompt, completion, and notifications for subscribers.

#include <map>
#include <mcp/server/server.hpp>
#include <mcp/server/stdio.hpp>
#include <mutex>

struct Note {
  std::string name;
  std::string text;

  static mcp::Object<Note> describe() {
    return mcp::Object<Note>()
        .required("name", &Note::name, "Name of the note", mcp::keyword::pattern("^[a-z]+$"))
        .required("text", &Note::text, "What it says");
  }
};

int main() {
  std::mutex mutex;
  std::map<std::string, std::string> notes{{"welcome", "Add notes with add_note."}};
  const auto read = [&](const std::string& uri, const std::string& name) -> mcp::ResourceReply {
    const std::scoped_lock lock(mutex);
    const auto note = notes.find(name);
    if (note == notes.end()) throw mcp::resource_not_found(uri);
    return mcp::text_resource(uri, note->second);
  };

  mcp::Server server({"notes", "1.0.0"});
  server.add_resource_template({.uri_template = "note:///{name}", .name = "Notes"},
                               [&](const std::string& uri, const mcp::Values& variables, auto&) {
                                 return read(uri, variables.at("name"));
                               });
  server.add_resource_completion("note:///{name}", "name",
                                 [&](std::string_view value, const auto&) {
                                   mcp::Completion names;
                                   const std::scoped_lock lock(mutex);
                                   for (const auto& [name, text] : notes) {
                                     if (name.starts_with(value)) names.values.push_back(name);
                                   }
                                   return names;
                                 });
  server.add_tool<Note>({.name = "add_note", .description = "Keeps a note."}, [&](const Note& in) {
    const std::scoped_lock lock(mutex);
    notes[in.name] = in.text;
    server.resource_updated("note:///" + in.name);
    return mcp::text("Kept note:///" + in.name);
  });
  server.add_prompt(
      {.name = "summarize", .arguments = {{.name = "note", .required = true}}},
      [](const mcp::Values& arguments, auto&) -> mcp::PromptReply {
        return mcp::GetPromptResult{
            .messages = {mcp::user_message("Summarize the note " + arguments.at("note"))}};
      });
  mcp::serve_stdio(server);
}
