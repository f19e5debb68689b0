#include "private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "io/descriptor.hpp"
#include "misuse.hpp"

namespace mcp::cli {

std::ofstream private_file(const std::string& path, const std::string& option) {
  const auto cannot = [&](int error) {
    return Misuse(option + ": cannot write the file `" + path + "`: " + std::strerror(error));
  };
  const Descriptor made(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!made) throw cannot(errno);
  struct stat status {};
  const bool is_file = ::fstat(made.get(), &status) == 0 && S_ISREG(status.st_mode);
  if (is_file && ::fchmod(made.get(), 0600) != 0) throw cannot(errno);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file) throw cannot(errno);
  return file;
}

}  // namespace mcp::cli
