#include "configurations/places.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace mcp::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_directories = 64;

std::optional<std::string> process_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

// The XDG Base Directory Specification says to ignore relative paths.
fs::path absolute_path_in(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value == '/' ? fs::path(value) : fs::path();
}

fs::path home_directory() {
  if (fs::path home = absolute_path_in("HOME"); !home.empty()) return home;
  const passwd* user = ::getpwuid(::geteuid());
  return user && user->pw_dir && *user->pw_dir == '/' ? fs::path(user->pw_dir) : fs::path();
}

}  // namespace

Places Places::of_process() {
  Places places;
  places.home = home_directory();
  places.config_home = absolute_path_in("XDG_CONFIG_HOME");
  if (places.config_home.empty() && !places.home.empty()) {
    places.config_home = places.home / ".config";
  }
  std::error_code ignored;
  places.working_directory = fs::current_path(ignored);
  places.variable = process_variable;
  return places;
}

fs::path Places::directory_from(const char* variable_name, const char* name) const {
  const auto value = variable(variable_name);
  if (value && value->starts_with('/')) return *value;
  return home.empty() ? fs::path() : home / name;
}

std::vector<fs::path> Places::project_directories() const {
  std::vector<fs::path> directories;
  fs::path directory = working_directory;
  while (!directory.empty() && directories.size() < most_directories) {
    if (directory == home && directory != working_directory) break;
    directories.push_back(directory);
    if (directory == home || directory == directory.root_path()) break;
    directory = directory.parent_path();
  }
  return directories;
}

}  // namespace mcp::cli
