#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/client/client.hpp"

namespace mcp::cli {

/// The names that a line of the shell may contain.
struct ShellNames {
  std::vector<std::string> commands = {};
  std::vector<Tool> tools = {};
  std::vector<Prompt> prompts = {};
  std::vector<std::string> uris = {};  ///< Of resources.
};

/// The words that may follow at the end of a line.
struct Completions {
  std::size_t begin = 0;                ///< Where the word begins that they replace, in bytes.
  std::vector<std::string> words = {};  ///< Sorted; each begins with what is typed.
};

/// Lists the files whose paths begin with a text, as `path` or `path/`.
using ListFiles = std::function<std::vector<std::string>(const std::string& begin)>;

/// What may complete the last word of `line`: a command, a tool, prompt or URI, an argument's name
/// from the schema (`key=`), a value of an enum or a boolean, a file after `@`. Names with control
/// characters or line breaks are left out.
Completions completions(std::string_view line, const ShellNames& names, const ListFiles& files);

/// The longest text with which all words begin.
std::string common_beginning(const std::vector<std::string>& words);

/// The files of this machine, for `completions`; at most 1,000.
std::vector<std::string> files_beginning(const std::string& begin);

}  // namespace mcp::cli
