#include "bridge/program/json_file.hpp"

#include <fstream>
#include <stdexcept>

namespace mcp::bridge {

Json read_json_file(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) throw std::runtime_error(file + ": cannot be read");
  Json json = Json::parse(stream, nullptr, false, true);
  if (json.is_discarded() || !json.is_object()) {
    throw std::runtime_error(file + ": is not a JSON object");
  }
  return json;
}

}  // namespace mcp::bridge
