#include "output.hpp"

#include <unistd.h>

#include "terminal.hpp"

namespace mcp::cli {

void print_json(const Json& json) {
  std::cout << json_text(json, STDOUT_FILENO) << '\n';
}

}  // namespace mcp::cli
