#include "shell/completion.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "shell/words.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t most_files = 1'000;

bool is_option(const std::string& word) {
  return word.starts_with('-');
}

bool is_typeable(const std::string& word) {
  return !has_unsafe_characters(word) && word.find_first_of("\n\t") == word.npos;
}

template <class Items>
Words names_of(const Items& items) {
  Words names;
  for (const auto& item : items) names.push_back(item.name);
  return names;
}

template <class Items>
auto find_named(const Items& items, const std::string& name) -> const typename Items::value_type* {
  const auto found =
      std::ranges::find_if(items, [&name](const auto& item) { return item.name == name; });
  return found == items.end() ? nullptr : &*found;
}

// The texts that may stand for a value of the schema.
Words values_of(const Json& schema) {
  Words values;
  if (!schema.is_object()) return values;
  if (schema.value("type", Json()) == "boolean") values = {"true", "false"};
  const Json items = schema.value("items", Json());
  const Json& source = schema.contains("enum") || !items.is_object() ? schema : items;
  const Json choices = source.value("enum", Json::array());
  for (const auto& value : choices) {
    values.push_back(value.is_string() ? value.get<std::string>() : mcp::to_text(value));
  }
  return values;
}

/// The words of a line: the command, its arguments without options, and the word to complete.
struct ShellLine {
  std::string command;
  Words arguments;
  std::string typed;
  std::size_t begin = 0;
};

ShellLine parse(std::string_view text) {
  ShellLine line;
  line.begin = text.size();
  auto words = words_of(text);
  if (!words.empty() && !words.back().complete) {
    line.typed = words.back().text;
    line.begin = words.back().begin;
    words.pop_back();
  }
  for (const auto& word : words) {
    if (is_option(word.text)) continue;
    if (line.command.empty()) {
      line.command = word.text;
    } else {
      line.arguments.push_back(word.text);
    }
  }
  return line;
}

class Completer {
 public:
  Completer(const ShellLine& line, const ShellNames& names, const ListFiles& files)
      : line_(line), names_(names), files_(files) {}

  Words words() const {
    if (line_.command.empty()) return names_.commands;
    const bool first = line_.arguments.empty();
    if (line_.command == "help" && first) return names_.commands;
    if (line_.command == "call" || line_.command == "bench") {
      return first ? names_of(names_.tools) : tool_arguments();
    }
    if (line_.command == "prompt") return first ? names_of(names_.prompts) : prompt_arguments();
    if (line_.command == "read" && first) return names_.uris;
    if (line_.command == "assert" && first) return files_(line_.typed);
    return {};
  }

 private:
  bool is_given(const std::string& key) const {
    return std::ranges::any_of(line_.arguments, [&key](const std::string& word) {
      return word.starts_with(key + '=') || word.starts_with(key + ":=");
    });
  }

  // `key=` for the keys that are not given yet.
  Words keys(const std::vector<std::string>& all) const {
    Words words;
    for (const auto& key : all) {
      if (!is_given(key)) words.push_back(key + '=');
    }
    return words;
  }

  Words values(const std::string& key, const Words& known) const {
    const std::string value = line_.typed.substr(key.size() + 1);
    Words words;
    if (!value.starts_with('@')) {
      for (const auto& each : known) words.push_back(key + '=' + each);
      return words;
    }
    for (const auto& file : files_(value.substr(1))) words.push_back(key + "=@" + file);
    return words;
  }

  Words tool_arguments() const {
    const Tool* tool = find_named(names_.tools, line_.arguments.front());
    if (!tool || !tool->input_schema.is_object()) return {};
    const Json properties = tool->input_schema.value("properties", Json::object());
    if (!properties.is_object()) return {};
    const auto equals = line_.typed.find('=');
    if (equals != line_.typed.npos) {
      const std::string key = line_.typed.substr(0, equals);
      return values(key, values_of(properties.value(key, Json())));
    }
    Words all;
    for (const auto& [key, schema] : properties.items()) all.push_back(key);
    return keys(all);
  }

  Words prompt_arguments() const {
    const Prompt* prompt = find_named(names_.prompts, line_.arguments.front());
    if (!prompt) return {};
    const auto equals = line_.typed.find('=');
    if (equals != line_.typed.npos) return values(line_.typed.substr(0, equals), {});
    return keys(names_of(prompt->arguments));
  }

  const ShellLine& line_;
  const ShellNames& names_;
  const ListFiles& files_;
};

}  // namespace

Completions completions(std::string_view text, const ShellNames& names, const ListFiles& files) {
  const ShellLine line = parse(text);
  Completions result{.begin = line.begin, .words = Completer(line, names, files).words()};
  std::erase_if(result.words, [&line](const std::string& word) {
    return !word.starts_with(line.typed) || !is_typeable(word);
  });
  std::ranges::sort(result.words);
  const auto repeated = std::ranges::unique(result.words);
  result.words.erase(repeated.begin(), repeated.end());
  return result;
}

std::string common_beginning(const std::vector<std::string>& words) {
  if (words.empty()) return {};
  std::string common = words.front();
  for (const auto& word : words) {
    const auto end = std::ranges::mismatch(common, word).in1;
    common.erase(end, common.end());
  }
  return common.substr(0, utf8_boundary(common, common.size()));
}

std::vector<std::string> files_beginning(const std::string& begin) {
  const auto slash = begin.rfind('/');
  const std::string folder = slash == begin.npos ? "" : begin.substr(0, slash + 1);
  std::vector<std::string> files;
  std::error_code error;
  std::filesystem::directory_iterator entries(folder.empty() ? "." : folder, error);
  for (; !error && entries != std::filesystem::directory_iterator() && files.size() < most_files;
       entries.increment(error)) {
    const std::string path = folder + entries->path().filename().string();
    std::error_code ignored;
    if (path.starts_with(begin)) {
      files.push_back(path + (entries->is_directory(ignored) ? "/" : ""));
    }
  }
  return files;
}

}  // namespace mcp::cli
