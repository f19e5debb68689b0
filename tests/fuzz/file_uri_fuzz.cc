// A file URI that is accepted names one path, which has a URI of its own; any path survives a
// template.

#include "file_error.hpp"
#include "fuzz.hpp"
#include "resources/file_uri.hpp"

void fuzz(std::string_view input) {
  using namespace mcp::files;
  try {
    const std::string path = path_of_file_uri(input);
    require(path.starts_with('/') && path.find('\0') == std::string::npos);
    const std::string same = path_of_file_uri(file_uri(std::filesystem::path(path)));
    require(split_path(same) == split_path(path));
  } catch (const FileError& error) {
    require(error.code() == "E_URI");
  }
  if (input.size() > 1000 || input.find('\0') != std::string_view::npos) return;
  const std::string uri = "file:///root/" + template_value(input);
  require(path_of_file_uri(uri) == "/root/" + std::string(input));
}
