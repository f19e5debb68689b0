#include "headers.hpp"

#include <sstream>
#include <stdexcept>

#include "io/trusted_file.hpp"
#include "text/ascii.hpp"

namespace mcp::cli {

Result<Header> read_header(const std::string& line) {
  const auto colon = line.find(':');
  if (colon == std::string::npos || colon == 0) {
    return Error(ErrorCode::invalid_params, "must be 'NAME: VALUE', with a colon after the name");
  }
  return Header(line.substr(0, colon), ascii::trimmed(std::string_view(line).substr(colon + 1)));
}

std::vector<Header> read_header_file(const std::string& file) {
  std::istringstream lines(read_trusted_file(file, {.readers = Readers::owner}));
  std::vector<Header> headers;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    auto header = read_header(line);
    if (!header) {
      throw std::runtime_error(file + ": line " + std::to_string(number) + ": " +
                               header.error().what());
    }
    headers.push_back(*std::move(header));
  }
  return headers;
}

}  // namespace mcp::cli
