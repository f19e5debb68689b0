// An accepted path has no component that leads out of its directory.

#include "file_error.hpp"
#include "fuzz.hpp"
#include "ignore_rules.hpp"
#include "protected_paths.hpp"
#include "relative_path.hpp"
#include "text/glob.hpp"
#include "text/unicode.hpp"

void fuzz(std::string_view input) {
  using namespace mcp::files;
  try {
    const auto path = RelativePath::parse(input);
    for (const auto& name : path.components()) {
      require(!name.empty() && name != "." && name != ".." && name.size() <= 255);
      require(name.find('/') == std::string::npos && name.find('\0') == std::string::npos);
      require(mcp::is_utf8(name) && !mcp::has_unsafe_characters(name));
    }
    require(RelativePath::parse(path.text()).text() == path.text());
    static const ProtectedPaths paths(default_protected_paths());
    (void)paths.contains(path);
  } catch (const FileError& error) {
    require(error.code().starts_with("E_"));
  }
  if (input.size() > 400) return;
  const auto half = input.size() / 2;
  (void)glob_matches(input.substr(0, half), input.substr(half));
  (void)IgnoreRules().with("a", input).ignores("a/b", true);
}
