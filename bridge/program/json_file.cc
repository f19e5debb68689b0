#include "bridge/program/json_file.hpp"

#include <stdexcept>

#include "io/trusted_file.hpp"

namespace mcp::bridge {
namespace {

// Takes the position out of "... parse error at line 3, column 5: ...".
std::string where(const std::string& problem) {
  const auto begin = problem.find(" at line ");
  const auto end = problem.find(':', begin);
  return begin == problem.npos || end == problem.npos ? "" : problem.substr(begin, end - begin);
}

std::string content_of(const std::string& file, const std::string& option) {
  try {
    return read_trusted_file(file);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(option + ": " + error.what());
  }
}

}  // namespace

Json read_json_file(const std::string& file, const std::string& option) {
  const std::string text = content_of(file, option);
  try {
    Json json = Json::parse(text, nullptr, true, true);
    if (json.is_object()) return json;
  } catch (const Json::parse_error& error) {
    throw std::runtime_error(file + ": is not valid JSON" + where(error.what()));
  }
  throw std::runtime_error(file + ": is not a JSON object: it must begin with { and end with }");
}

}  // namespace mcp::bridge
