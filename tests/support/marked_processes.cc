#include "support/marked_processes.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "bytes/digest.hpp"

namespace mcp::test {
namespace {

// A process that has exited but is not reaped has no environment.
bool has(const std::filesystem::path& process, const std::string& variable) {
  std::ifstream file(process / "environ", std::ios::binary);
  std::ostringstream text;
  text << '\0' << file.rdbuf() << '\0';
  return text.str().find('\0' + variable + '\0') != std::string::npos;
}

}  // namespace

std::vector<pid_t> processes_with(const std::string& variable) {
  std::vector<pid_t> found;
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
    const std::string name = entry.path().filename();
    const bool is_process = name.find_first_not_of("0123456789") == std::string::npos;
    if (is_process && has(entry.path(), variable)) found.push_back(std::stoi(name));
  }
  return found;
}

std::string unique_mark() {
  static constexpr std::size_t bytes = 16;
  std::string mark;
  for (const char c : random_bytes(bytes)) mark += std::to_string(static_cast<unsigned char>(c));
  return mark;
}

}  // namespace mcp::test
