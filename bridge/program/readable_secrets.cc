#include "bridge/program/readable_secrets.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "bridge/program/environment.hpp"
#include "bridge/program/known_secrets.hpp"

namespace mcp::bridge {
namespace {

// Shorter values may occur in ordinary text.
constexpr std::size_t shortest_secret = 8;

bool others_may_read(const std::string& file) {
  constexpr mode_t readable_by_others = 0044;
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 && (status.st_mode & readable_by_others) != 0;
}

std::string text_of(const std::string& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

bool sets_a_secret(const std::string& env_text) {
  const auto variables = read_env(env_text);
  return variables && std::ranges::any_of(*variables, [](const auto& variable) {
           return names_a_secret(variable.first) && !variable.second.empty();
         });
}

bool holds_one(const std::string& text, const std::vector<std::string>& secrets) {
  return std::ranges::any_of(secrets, [&](const std::string& secret) {
    return secret.size() >= shortest_secret && text.find(secret) != text.npos;
  });
}

}  // namespace

std::vector<std::string> files_with_readable_secrets(const Settings& settings) {
  std::vector<std::string> found;
  if (others_may_read(settings.env_file) && sets_a_secret(text_of(settings.env_file))) {
    found.push_back(settings.env_file);
  }
  const std::string& config = settings.config_file;
  if (others_may_read(config) && holds_one(text_of(config), known_secrets(settings))) {
    found.push_back(config);
  }
  return found;
}

}  // namespace mcp::bridge
